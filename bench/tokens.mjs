import {SignJWT} from 'jose';

export const secret = 'a secret for measurements only, never elsewhere';

/** For programs: no web origin is asked for. */
export const tokenFor = (user) =>
  new SignJWT({name: user})
    .setProtectedHeader({alg: 'HS256'})
    .setSubject(user)
    .setAudience('parlor-bot')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(secret));

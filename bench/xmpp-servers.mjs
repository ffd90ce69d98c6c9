// prosody and ejabberd as Debian has them, with what the reference server does as well and cannot be turned off there: every message is kept
// (XEP-0313, in the server's own default storage). Accounts are made in the band, without TLS on all sides, no limits of rates.
import {existsSync, mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import {connect, createServer} from 'node:net';
import {join} from 'node:path';
import {xmppPeople} from './servers.mjs';

const needs = {
  prosody: '/usr/bin/prosody',
  ejabberd: '/usr/sbin/ejabberdctl',
};

/** Which of them are not installed. */
export const missingServers = () => Object.keys(needs).filter((name) => !existsSync(needs[name]));

export async function prosody({run, folder}, scene) {
  const home = newFolder(folder, 'prosody');
  const port = await freePort();
  const config = join(home, 'prosody.cfg.lua');
  writeFileSync(
    config,
    `
run_as_root = true
pidfile = "${home}/prosody.pid"
data_path = "${home}/data"
interfaces = { "127.0.0.1" }
c2s_ports = { ${port} }
s2s_ports = {}
modules_enabled = { "roster", "saslauth", "disco", "posix", "ping", "register_ibr", "mam" }
modules_disabled = { "s2s", "tls", "offline" }
allow_registration = true
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_plain"
storage = "internal"
archive_expires_after = "never"
default_archive_policy = true
network_backend = "epoll"
network_settings = { tcp_backlog = 4096 }
log = { error = "${home}/prosody.log" }
VirtualHost "localhost"
Component "conference.localhost" "muc"
  modules_enabled = { "muc_mam" }
  muc_log_by_default = true
`,
  );
  const server = await run(needs.prosody, ['-F', '--config', config], {ready: () => answers(port)});
  return {name: 'prosody', server, kind: 'xmpp', people: xmppPeople(scene, port), port};
}

export async function ejabberd({run, folder}, scene) {
  const home = newFolder(folder, 'ejabberd');
  const port = await freePort();
  const config = join(home, 'ejabberd.yml');
  writeFileSync(
    config,
    `
hosts: [localhost]
loglevel: error
listen:
  - {port: ${port}, ip: "127.0.0.1", module: ejabberd_c2s, max_stanza_size: 262144, access: c2s, backlog: 4096}
auth_method: internal
auth_password_format: plain
registration_timeout: infinity
access_rules:
  c2s: {allow: all}
shaper: {}
shaper_rules: {}
modules:
  mod_disco: {}
  mod_roster: {}
  mod_ping: {}
  mod_register: {access: all, access_from: all, ip_access: all, captcha_protected: false}
  mod_mam: {default: always, request_activates_archiving: false}
  mod_muc:
    access: all
    access_create: all
    default_room_options: {mam: true, anonymous: false, max_users: 10000}
    max_users: 10000
    history_size: 0
    min_message_interval: 0
    min_presence_interval: 0
    user_message_shaper: none
    room_shaper: none
`,
  );
  const code = '/usr/lib/x86_64-linux-gnu';
  const name = readdirSync(code).find((entry) => entry.startsWith('ejabberd-'));
  if (name === undefined) throw new Error(`There is no ejabberd in ${code}.`);
  const args = ['+K', 'true', '+P', '250000', '-noinput', '-mnesia', 'dir', `"${home}"`, '-s', 'ejabberd'];
  const env = {ERL_LIBS: code, EJABBERD_CONFIG_PATH: config, EJABBERD_LOG_PATH: join(home, 'ejabberd.log')};
  const server = await run('erl', args, {env, ready: () => answers(port)});
  return {name: 'ejabberd', server, kind: 'xmpp', people: xmppPeople(scene, port), port};
}

let made = 0;
function newFolder(folder, name) {
  const home = join(folder, `${name}-${made++}`);
  mkdirSync(home);
  return home;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const {port} = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Resolves when somebody listens there. */
async function answers(port) {
  for (let tries = 0; tries < 600; tries++) {
    const isThere = await new Promise((resolve) => {
      const line = connect(port, '127.0.0.1', () => {
        line.destroy();
        resolve(true);
      });
      line.once('error', () => resolve(false));
    });
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nobody listens at ${port}`);
}

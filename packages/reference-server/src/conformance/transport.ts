/** The two ways an operation travels. */
export type Transport = 'rest' | 'socket';

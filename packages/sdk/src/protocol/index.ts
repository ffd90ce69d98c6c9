/** The words on the wire. */
export * from './failure.js';
export * from './frames.js';
export * from './history.js';
export * from './ids.js';
export * from './limits.js';
export * from './members.js';
export * from './messages.js';
export * from './model.js';
export * from './operation.js';
export * from './operations.js';
export * from './people.js';
export * from './registers.js';
export * from './session.js';
export * from './sync.js';
export * from './version.js';
export * from './written.js';

#!/usr/bin/env node
/** `parlor-admin`: the only part of it that knows the process. */
import process from 'node:process';
import {admin} from './run.js';

process.exitCode = await admin(process.argv.slice(2), process.env, {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
});

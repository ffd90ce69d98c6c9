#!/usr/bin/env node
/** `parlor-conformance`: the only part of the kit that knows the process. */
import process from 'node:process';
import {runCommand} from './command.js';

process.exitCode = await runCommand(process.argv.slice(2), {
  environment: process.env,
  say: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
});

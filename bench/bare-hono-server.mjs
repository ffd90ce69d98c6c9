// The least a REST page can be: Hono, the raw query, JSON. No token, no member, no rule.
import {serve} from '@hono/node-server';
import Database from 'better-sqlite3';
import {Hono} from 'hono';
import {pageQuery} from './million-queries.mjs';
import {say, settings} from './processes.mjs';

const {database} = settings();
const page = new Database(database, {readonly: true}).prepare(pageQuery);
const app = new Hono();
app.get('/v1/conversations/:conversation/messages', (context) => {
  const {conversation} = context.req.param();
  const messages = page.all(conversation).map((row) => ({...row, content: JSON.parse(row.content)}));
  return context.json({messages});
});
const server = serve({fetch: app.fetch, port: 0, hostname: '127.0.0.1'}, ({port}) =>
  say({url: `http://127.0.0.1:${port}`}),
);
process.on('SIGTERM', () => {
  server.close();
  process.exit(0);
});

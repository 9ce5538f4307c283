import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import staticPlugin from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { CONSOLE_POLICY } from './security-headers.ts';

const INDEX = 'index.html';
// Paths of programs: what is missing there is an error, never a page.
const PROGRAM_PATH = /^(?:api|v1)(?:\/|$)/;

/**
 * Serves the console from the folder of its build. Every path without a file ending is a page of the console, which
 * finds its way itself; a missing file is a 404. Without a build there is a page that says how to make one.
 *
 * @param folder absolute path; may come into being later.
 */
export async function serveConsole(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(staticPlugin, {
    root: folder,
    serve: false,
    index: false,
    dotfiles: 'ignore',
    suppressWarning: true,
  });
  const options = { config: { permission: 'public' }, exposeHeadRoute: true } as const;
  app.get<{ Params: { '*': string } }>('/*', options, (request, reply) => {
    const path = request.params['*'];
    if (PROGRAM_PATH.test(path)) return reply.callNotFound();
    // The build names these by their content.
    if (path.startsWith('assets/')) return reply.sendFile(path, { maxAge: '365d', immutable: true });
    if (extname(path) === '') return sendIndex(reply, folder);
    return reply.sendFile(path, { maxAge: '1h' });
  });
}

function sendIndex(reply: FastifyReply, folder: string): FastifyReply {
  reply.header('cache-control', 'no-cache');
  reply.header('content-security-policy', CONSOLE_POLICY);
  if (existsSync(join(folder, INDEX))) return reply.sendFile(INDEX, { cacheControl: false });
  return reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT);
}

const NOT_BUILT = `<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>合规 Hegui</title>
    <style>
      body { font: 16px/1.7 system-ui, sans-serif; max-width: 40rem; margin: 12vh auto; padding: 0 1.5rem; }
      code { background: #eef1f4; color: #1d2733; padding: .15em .4em; border-radius: 4px; }
    </style>
  </head>
  <body>
    <h1>控制台尚未构建</h1>
    <p>网关与接口已在运行。在 Hegui 目录中运行 <code>npx vite build console</code>，然后刷新本页；<code>npm start</code> 会自动构建。</p>
    <h1 lang="en">The console is not built yet</h1>
    <p lang="en">The gateway and the API are running. Run <code>npx vite build console</code> in Hegui's folder, then reload
    this page; <code>npm start</code> builds it by itself.</p>
  </body>
</html>
`;

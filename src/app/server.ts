import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { startDemonstration } from '../demonstration/index.ts';
import { drawBy, startFeed } from '../duties/content/index.ts';
import { measuresDoor } from '../duties/enforcement/index.ts';
import { LabelCounter } from '../duties/labelling/index.ts';
import { startSequencer } from '../evidence/index.ts';
import { AddressGuard, type AdmissionDoor, Gateway, RecordThread, VideoDesk, WorkFolder } from '../gateway/index.ts';
import { type Clock, type Config, HeguiError, type Log, MINUTE_MS, SECOND_MS, systemClock } from '../kernel/index.ts';
import { buildImplicitLabel, labelText } from '../label/index.ts';
import { openAdmin } from './admin.ts';
import { doorOfAgreements } from './agreements.ts';
import { type Core, openCore } from './core.ts';
import { observeRefusals } from './enforcement.ts';
import { doorOfIdentity } from './identity.ts';
import { startLiftSweep } from './lift-sweep.ts';
import { fileMarker, filmLabelsOf, mediaLabelsOf } from './media-labels.ts';
import { doorOfMinors, observeMinors } from './minors.ts';
import { observeRecords } from './observe-records.ts';
import { pseudonymOf } from './pseudonym.ts';
import { noteMade } from './scoping.ts';
import { publicUrlOf } from './setup-token.ts';

export interface RunningServer {
  /** How browsers and apps reach it, without a slash at the end. */
  readonly url: string;
  /** The link that opens set-up; null once there is an administrator. */
  readonly setupUrl: string | null;
  /** Is the demonstration upstream all there is to answer? */
  readonly isDemonstration: boolean;
  close(): Promise<void>;
}

const HEADERS_MS_MAX = 30 * SECOND_MS;
const BODY_MS_MAX = 5 * MINUTE_MS;
const CLOSE_IDLE_MS = 50;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Starts everything that serves: the gateway under `/v1`, the admin API and the console, on one port. The port is taken
 * first, so that a second start on it fails before it touches anything.
 */
export async function startServer({
  config,
  log,
  version,
}: {
  config: Config;
  log: Log;
  version: string;
}): Promise<RunningServer> {
  let handler: Handler = (_request, response) => void response.writeHead(503, { 'retry-after': '1' }).end();
  let isStopping = false;
  const server = createServer({ headersTimeout: HEADERS_MS_MAX, requestTimeout: BODY_MS_MAX }, (request, response) => {
    // A request may still come over a connection that was kept alive: it is the last one there.
    if (isStopping) response.setHeader('connection', 'close');
    handler(request, response);
  });
  const port = await listen(server, config);
  const opened: (() => Promise<void>)[] = [];
  let stopBoard = async (): Promise<void> => undefined;
  // The board asks this very server: it begins last and ends first, or it would hold a closing door for a fault. Requests under way
  // end next; then everything goes in the reverse order of its coming.
  const close = async (): Promise<void> => {
    isStopping = true;
    const boardStopped = stopBoard();
    await closeServer(server, config.limits.stopMs);
    await boardStopped;
    for (const end of opened.splice(0).reverse()) await end();
  };
  try {
    const demonstration = await startDemonstration({ clock: systemClock, log });
    opened.push(() => demonstration.close());
    const core = await openCore({
      config,
      log,
      mode: 'own',
      demonstrationUrl: demonstration.baseUrl,
      gatewayUrl: `${publicUrlOf(config, port)}/v1`,
      selfUrl: `http://${hostOfOwn(config.host)}:${port}`,
    });
    opened.push(() => core.close());
    const running = await serve({ core, version, port, opened, isStopping: () => isStopping });
    handler = running.handler;
    core.status.start();
    core.digests.start();
    stopBoard = async () => void (await Promise.all([core.status.stop(), core.digests.stop()]));
    return { url: publicUrlOf(config, port), ...running, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface ServeOptions {
  readonly core: Core;
  readonly version: string;
  readonly port: number;
  /** Whatever is opened adds here how it ends. */
  readonly opened: (() => Promise<void>)[];
  readonly isStopping: () => boolean;
}

interface Serving {
  readonly handler: Handler;
  readonly setupUrl: string | null;
  readonly isDemonstration: boolean;
}

async function serve({ core, version, port, opened, isStopping }: ServeOptions): Promise<Serving> {
  const { config, log, clock, ids, database, unitOfWork, keys, vault, registry, upstreams, store } = core;
  const { shadow, opinions } = core;
  await registry.live.start();
  opened.push(() => registry.live.stop());
  await opinions.start();
  opened.push(() => opinions.stop());
  await core.agreements.acceptances.start();
  opened.push(() => core.agreements.acceptances.stop());
  await core.identity.assertions.start();
  opened.push(() => core.identity.assertions.stop());
  await core.disclosure.choices.start();
  opened.push(() => core.disclosure.choices.stop());
  await core.minors.mode.start();
  opened.push(() => core.minors.mode.stop());
  const sequencer = startSequencer({ database, signer: keys.signer, clock, log });
  opened.push(() => sequencer.stop());
  const records = new RecordThread({ databaseUrl: store.url, vault, clock, log });
  await records.start();
  opened.push(() => records.stop());
  await shadow.start();
  opened.push(() => shadow.stop());
  await core.content.backtests.endStale();
  core.notices.start();
  opened.push(() => core.notices.stop());
  const liftSweep = startLiftSweep(core.lifts, log);
  opened.push(() => liftSweep.stop());
  core.fileSweeper.start();
  opened.push(() => core.fileSweeper.stop());
  const labelCounter = new LabelCounter({ database, log });
  labelCounter.start();
  opened.push(() => labelCounter.stop());
  const guard = new AddressGuard(config.media.allowedHosts);
  opened.push(() => guard.close());
  const marker = fileMarker(config.ffmpeg);
  const { enforcement } = core;
  await enforcement.live.start();
  opened.push(() => enforcement.live.stop());
  enforcement.follower.start();
  opened.push(() => enforcement.follower.stop());
  const observed = observeMinors(
    observeRefusals(
      observeRecords(records, shadow, (serviceId) => core.scopeWatch.note(serviceId, 'minors')),
      (exchangeId) => enforcement.follower.note(exchangeId),
    ),
    core.minors,
    log,
  );
  const noteFile = (serviceId: string, kind: string): void => noteMade(core.scopeWatch, serviceId, kind);
  const videos = new VideoDesk({
    database,
    unitOfWork,
    vault,
    records: observed,
    upstreams,
    labels: filmLabelsOf(core.labelling, core.producedFiles, core.fileStore, noteFile),
    lifts: core.lifts,
    markFilm: marker.markFilm,
    guard,
    work: new WorkFolder(join(config.data, 'work'), clock),
    services: () => registry.live.current.services,
    clock,
    ids,
    log,
    limits: config.media,
  });
  await videos.start();
  opened.push(() => videos.stop());
  core.privacy.start();
  opened.push(() => core.privacy.stop());
  core.scopeWatch.start();
  opened.push(() => core.scopeWatch.stop());
  const gateway = new Gateway({
    records: observed,
    upstreams,
    doors: doorsOf(core),
    trainingUse: core.disclosure.choices.useOf,
    audienceOf: (serviceId, endUser) => core.minors.mode.audienceOf(serviceId, endUser),
    buildLabel: (providerCode, produceId) => {
      const aigc = buildImplicitLabel({ providerCode, produceId });
      return { aigc, header: labelText(aigc) };
    },
    pseudonym: pseudonymOf(keys.keyedHash),
    limits: config.limits,
    opinions: opinions.desk,
    lifts: core.lifts,
    exports: core.textExports,
    media: {
      labels: mediaLabelsOf(core.labelling, core.producedFiles, noteFile),
      marker,
      guard,
      fileBytesMax: config.media.fileBytesMax,
      fetchMs: config.media.fetchMs,
      gatewayUrl: `${publicUrlOf(config, port)}/v1`,
    },
    videos,
    askReview: (request) => {
      core.desk.review.enqueue(request).catch((error: unknown) => {
        const fields = { exchange: request.exchangeId, error: error instanceof Error ? error : undefined };
        log.error(fields, 'an exchange could not be put before people');
      });
    },
    clock,
    ids,
    log,
    registry: () => registry.live.current,
    refreshRegistry: nowAndThen(clock, async () => void (await registry.live.refresh())),
  });
  // A request whose client is gone still has a record to close.
  const underWay = new Set<Promise<void>>();
  opened.push(async () => void (await Promise.all(underWay)));
  const handleGateway = (request: IncomingMessage, response: ServerResponse): void => {
    const handled = gateway.handle(request, response).finally(() => underWay.delete(handled));
    underWay.add(handled);
  };
  const selfUrl = `http://${hostOfOwn(config.host)}:${port}`;
  const admin = await openAdmin({ core, gateway, records, sequencer, version, port, selfUrl, isStopping });
  opened.push(() => admin.close());
  const feed = startFeed({ ...core.desk.feedParts, draw: drawBy(keys.keyedHash), log });
  opened.push(() => feed.stop());
  await unitOfWork.run(async (_tx, evidence) => {
    evidence.append('system.started', {
      version,
      runtime: `Node ${process.versions.node}`,
      database: `PostgreSQL ${store.version}`,
    });
  });
  return {
    handler: (request, response) => {
      if (isGatewayPath(request.url ?? '')) handleGateway(request, response);
      else admin.handle(request, response);
    },
    setupUrl: admin.setupUrl,
    isDemonstration: registry.live.current.upstreams.every(({ demonstration }) => demonstration),
  };
}

/** The doors of admission in the order in which they are asked; each belongs to a duty. */
const doorsOf = ({ identity, agreements, enforcement, minors, portal, clock }: Core): AdmissionDoor[] => [
  doorOfIdentity(identity, portal, clock),
  doorOfAgreements(agreements, portal, clock),
  measuresDoor(enforcement.live, { clock, address: portal.address }),
  // The last one: whom it lets in is served, and the minute counts.
  doorOfMinors(minors, portal, clock),
];

// Whoever tries keys must not make us read the database for each.
const REFRESH_EVERY_MS = 500;

/** The work, unless it was done a moment ago; its failure is left to whoever follows the registry. */
function nowAndThen(clock: Clock, work: () => Promise<void>): () => Promise<void> {
  let doneAtMs = Number.NEGATIVE_INFINITY;
  let running = Promise.resolve();
  return () => {
    if (clock.monotonicMs() - doneAtMs >= REFRESH_EVERY_MS) {
      doneAtMs = clock.monotonicMs();
      running = work().catch(() => undefined);
    }
    return running;
  };
}

/** An address of this machine at which a server on `host` can be reached from here. */
const hostOfOwn = (host: string): string =>
  host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;

const isGatewayPath = (url: string): boolean => url === '/v1' || url.startsWith('/v1/') || url.startsWith('/v1?');

function listen(server: Server, { host, port }: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new HeguiError(
          'E_CONFIG_INVALID',
          `host ${host}, port ${port}: cannot listen there; choose others with HEGUI_HOST and HEGUI_PORT`,
          { cause: error },
        ),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Takes no more requests, lets those under way finish for a while, then ends them. */
function closeServer(server: Server, stopMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), stopMs);
    // A connection whose answer began before would be kept alive after its end, and its client could ask on.
    const sweep = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_MS);
    server.close(() => {
      clearTimeout(timer);
      clearInterval(sweep);
      resolve();
    });
    server.closeIdleConnections();
  });
}

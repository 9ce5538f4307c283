import { HeguiError, MIB } from '../../kernel/index.ts';
import { type BegunExchange, beginExchange } from '../begin-exchange.ts';
import { type Call, type GatewayParts, modelAt, targetsFor } from '../call.ts';
import { isObject, type JsonObject, textOf } from '../chat/json-object.ts';
import { invalid, readModel, readUser } from '../chat/request.ts';
import { type Collected, collectAnswer } from '../collect.ts';
import { FormWriter, textsOfForm } from '../media/form.ts';
import { refusedPrompt } from '../media/relay-media.ts';
import { sendJson } from '../respond.ts';
import type { UpstreamTarget } from '../upstream/index.ts';
import { broken, explainFailure, type UpstreamTrouble } from '../upstream-error.ts';
import type { VideoDesk } from './desk.ts';
import { askUpstream, jobPath, readUpstreamJob, type UpstreamJob } from './upstream-job.ts';
import { videoObject } from './video-object.ts';

const PROMPT_CHARS_MAX = 32_000;
const ANSWER_BYTES_MAX: number = MIB;
/** Of a film little is known before it is made; with less room than this none is begun. */
const ROOM_BYTES: number = 64 * MIB;

/** @throws HeguiError E_NOT_FOUND where no films are made. */
export function deskOf({ videos }: Pick<GatewayParts, 'videos'>): VideoDesk {
  if (videos === null) throw new HeguiError('E_NOT_FOUND', 'this gateway makes no films');
  return videos;
}

/**
 * `POST /v1/videos`: the prompt, and texts and file names beside it, are screened; the opening record is durable before anything
 * is forwarded, and the job before its number is told. @law labelling-measures#4 labelling-measures#5
 */
export async function handleVideos(parts: GatewayParts, call: Call): Promise<void> {
  if (!isObject(call.body)) throw invalid('body', 'must be a form or a JSON object');
  const { files } = call;
  const body = files === undefined ? call.body : textsOfForm({ fields: call.body, files });
  const prompt = readPrompt(body);
  const desk = deskOf(parts);
  const model = readModel(body);
  const targets = targetsFor(call.key.service, model);
  await desk.parts.labels.requireRoom(Math.min(ROOM_BYTES, desk.parts.limits.filmBytesMax));
  const begun = await beginExchange(parts, call, {
    endpoint: 'videos',
    model,
    stream: false,
    user: readUser(body),
    body,
  });
  if (begun.isGone) return;
  const { exchange, refusal, verdict } = begun;
  if (refusal !== null) {
    await Promise.all([exchange.opened, exchange.close({ outcome: 'refused', reason: refusal.reason })]);
    throw refusedPrompt(refusal);
  }
  await exchange.opened;
  const writer = new FormWriter();
  const collected = await collectAnswer(
    parts,
    call,
    {
      path: '/videos',
      targets,
      ...(files === undefined ? {} : { contentType: writer.contentType }),
      bodyFor: (target) => {
        const named = { ...verdict.body, model: modelAt(target, model) };
        return files === undefined ? JSON.stringify(named) : writer.write(named, files);
      },
    },
    ANSWER_BYTES_MAX,
  );
  await settle(parts, call, desk, begun, collected, { model, prompt, body });
}

async function settle(
  parts: GatewayParts,
  call: Call,
  desk: VideoDesk,
  begun: BegunExchange,
  collected: Collected,
  asked: { readonly model: string; readonly prompt: string; readonly body: JsonObject },
): Promise<void> {
  const { exchange, lists, verdict } = begun;
  const { target } = collected;
  const upstream = target === null ? {} : { upstream: { id: target.id, name: target.name } };
  if (collected.kind === 'aborted') {
    await exchange.close({ outcome: 'aborted', reason: 'client-closed', ...upstream });
    return;
  }
  const said = collected.kind === 'answer' ? readUpstreamJob(collected.bytes) : null;
  if (said === null || target === null) {
    const { outcome, reason, error }: UpstreamTrouble =
      collected.kind === 'failure'
        ? explainFailure(collected.failure, lists.screen)
        : broken('the upstream answered with something that is no video job');
    await exchange.close({ outcome, reason, ...upstream });
    throw error;
  }
  const prompt = textOf(verdict.body.prompt) || asked.prompt;
  const job = await accept(desk, call, begun, target, said, { ...asked, prompt }).catch(async (cause: unknown) => {
    exchange.close({ outcome: 'failed', reason: 'record-failed', ...upstream }).catch(() => undefined);
    // Nobody will ever fetch it: it need not be made.
    await cancel(parts, target, said);
    throw new HeguiError('E_EVIDENCE_UNAVAILABLE', 'the video job could not be written down', { cause });
  });
  exchange.leaveOpen();
  const mark = call.key.service.policy.label.text;
  const headers = { 'x-request-id': call.id };
  sendJson(call.response, videoObject(job, { prompt, message: null }, mark), headers, parts.limits.slowClientMs);
}

function accept(
  desk: VideoDesk,
  { key, lift }: Call,
  { exchange }: BegunExchange,
  target: UpstreamTarget,
  said: UpstreamJob,
  { model, prompt, body }: { readonly model: string; readonly prompt: string; readonly body: JsonObject },
) {
  return desk.accept({
    exchangeId: exchange.start.id,
    serviceId: key.service.id,
    apiKeyId: key.id,
    upstreamId: target.id,
    upstreamJob: said.id,
    model,
    seconds: said.seconds || plain(body.seconds),
    size: said.size || plain(body.size),
    begun: lift === undefined ? exchange.begun : { ...exchange.begun, liftFor: lift.endUser },
    stage: said.state === 'completed' ? 'making' : said.state === 'in_progress' ? 'in_progress' : 'queued',
    progress: Math.min(99, said.progress),
    prompt,
  });
}

const plain = (value: unknown): string => {
  const text = typeof value === 'number' ? String(value) : textOf(value);
  return /^[\w.:x*-]{1,40}$/.test(text) ? text : '';
};

async function cancel({ upstreams }: GatewayParts, target: UpstreamTarget, { id }: UpstreamJob): Promise<void> {
  await askUpstream(upstreams, target, { method: 'DELETE', path: jobPath(id) }, ANSWER_BYTES_MAX);
}

function readPrompt(body: JsonObject): string {
  const { prompt } = body;
  if (typeof prompt !== 'string' || prompt === '' || prompt.length > PROMPT_CHARS_MAX)
    throw invalid('prompt', `must be a text of 1 to ${PROMPT_CHARS_MAX} characters`);
  return prompt;
}

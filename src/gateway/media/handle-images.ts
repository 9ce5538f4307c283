import { fail, ok, type Result } from '../../kernel/index.ts';
import type { ServiceEntry } from '../../registry/index.ts';
import { type Call, type GatewayParts, targetsFor } from '../call.ts';
import { isObject, type JsonObject } from '../chat/json-object.ts';
import { invalid, readModel, readUser } from '../chat/request.ts';
import { sendJson } from '../respond.ts';
import { type FetchLimits, fetchFile } from './fetch-file.ts';
import { FormWriter, textsOfForm } from './form.ts';
import { explicitPlace, type FoundMedia, type Unfit, unfit } from './make-media.ts';
import { type GivenPicture, readPictureAnswer } from './picture-answer.ts';
import { type MediaAnswer, type MediaAsk, relayMedia, type ShownMedia } from './relay-media.ts';

const PICTURES_MAX = 10;
const PROMPT_CHARS_MAX = 32_000;

/** `POST /v1/images/generations`: every picture is labelled under a number of its own. @law labelling-measures#5 */
export async function handleGenerations(parts: GatewayParts, call: Call): Promise<void> {
  if (!isObject(call.body)) throw invalid('body', 'must be a JSON object');
  await relayMedia(parts, call, {
    ...readAsk(parts, call, call.body),
    endpoint: 'images/generations',
    bodyFor: (screened, model) => JSON.stringify({ ...screened, model }),
  });
}

/**
 * `POST /v1/images/edits`: as above, from pictures in a form. The form is written anew, so that the model is asked exactly what
 * was screened; the pictures in it go on as they came and are not looked at.
 */
export async function handleEdits(parts: GatewayParts, call: Call): Promise<void> {
  if (!isObject(call.body)) throw invalid('body', 'must be a form');
  const { files = [] } = call;
  if (files.length === 0) throw invalid('image', 'must be a file of the form');
  const writer = new FormWriter();
  const texts = textsOfForm({ fields: call.body, files });
  await relayMedia(parts, call, {
    ...readAsk(parts, call, texts),
    endpoint: 'images/edits',
    contentType: writer.contentType,
    bodyFor: (screened, model) => writer.write({ ...screened, model }, files),
  });
}

function readAsk(parts: GatewayParts, call: Call, body: JsonObject): Omit<MediaAsk, 'endpoint' | 'bodyFor'> {
  const { prompt, stream } = body;
  if (typeof prompt !== 'string' || prompt === '' || prompt.length > PROMPT_CHARS_MAX)
    throw invalid('prompt', `must be a text of 1 to ${PROMPT_CHARS_MAX} characters`);
  if (stream === true || stream === 'true') throw invalid('stream', 'must be false: a picture is labelled as a whole');
  checkNumber(body.n);
  const format = readFormat(body.response_format);
  const model = readModel(body);
  return {
    kind: 'picture',
    model,
    targets: targetsFor(call.key.service, model),
    user: readUser(body),
    body,
    read: ({ bytes }) => readAnswer(parts, call.key.service, bytes, format),
    send: (shown) => send(parts, call, shown),
  };
}

// In a form every value is text.
function checkNumber(n: unknown): void {
  if (n === undefined || n === null) return;
  const number = typeof n === 'string' && /^\d{1,4}$/.test(n) ? Number(n) : n;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 1 || number > PICTURES_MAX)
    throw invalid('n', `must be a whole number from 1 to ${PICTURES_MAX}`);
}

type Format = 'url' | 'b64_json' | null;

function readFormat(format: unknown): Format {
  if (format === undefined || format === null) return null;
  if (format === 'url' || format === 'b64_json') return format;
  throw invalid('response_format', 'must be "url" or "b64_json"');
}

function readAnswer({ media }: GatewayParts, service: ServiceEntry, bytes: Buffer, format: Format): MediaAnswer | null {
  const answer = readPictureAnswer(bytes);
  if (answer === null || answer.pictures.length > PICTURES_MAX) return null;
  const { pictures, texts } = answer;
  // What is fetched may take no more memory than what comes with an answer.
  let bytesLeft = 2 * media.fileBytesMax;
  return {
    given: pictures.map((picture) => async (signal) => {
      const bytesMax = Math.min(media.fileBytesMax, bytesLeft);
      const loaded = await loadPicture(picture, { bytesMax, msMax: media.fetchMs, signal });
      if (loaded.ok) bytesLeft -= loaded.value.bytes.length;
      return loaded;
    }),
    texts: mayShowTexts(service) ? texts : { ...texts, data: pictures.map(() => ({})) },
    // Who did not say gets a picture the way in which the upstream gave it.
    isKept: (index) => {
      const picture = pictures[index];
      return format === 'url' || (format === null && picture !== undefined && 'address' in picture);
    },
    usage: readUsage(answer.usage),
  };
}

/** Nobody judges the words beside a picture; where a policy shows nothing unjudged, they are left out. */
const mayShowTexts = ({ policy }: ServiceEntry): boolean =>
  policy.secondOpinion?.output == null && !(policy.classifier.enabled && policy.classifier.onHit === 'cut');

async function loadPicture(picture: GivenPicture, limits: FetchLimits): Promise<Result<FoundMedia, Unfit>> {
  const { place } = picture;
  if ('base64' in picture) {
    const bytes = Buffer.from(picture.base64, 'base64');
    if (bytes.length > limits.bytesMax)
      return fail(unfit(place, 'too-large', `it is larger than ${limits.bytesMax} bytes`));
    return ok({ place, bytes });
  }
  if (!('address' in picture)) return fail(unfit(place, 'fetch', 'holds neither b64_json nor url'));
  const fetched = await fetchFile(picture.address, limits);
  return fetched.ok ? ok({ place, bytes: fetched.value }) : fail(unfit(place, 'fetch', fetched.error));
}

function readUsage(usage: unknown): MediaAnswer['usage'] {
  if (!isObject(usage)) return null;
  const tokens = (value: unknown): number | null =>
    typeof value === 'number' && Number.isInteger(value) ? value : null;
  return { promptTokens: tokens(usage.input_tokens), completionTokens: tokens(usage.output_tokens) };
}

function send({ media: { gatewayUrl }, limits }: GatewayParts, call: Call, shown: ShownMedia): void {
  const { exchangeId, texts, media } = shown;
  const beside = Array.isArray(texts.data) ? texts.data : [];
  const mark = call.key.service.policy.label.text;
  const body = {
    ...texts,
    data: media.map(({ file, token }, index) => ({
      ...beside[index],
      ...(token === null
        ? { b64_json: Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.length).toString('base64') }
        : { url: `${gatewayUrl}/produced/${token}.${file.extension}` }),
    })),
    hegui: {
      exchange: exchangeId,
      produced: media.map(({ file, explicitReason }, index) => ({
        index,
        produce_id: file.produceId,
        media_type: file.mediaType,
        aigc: file.label,
        // Without a mark in the file it is the interface that has to show it.
        explicit: explicitPlace(explicitReason),
        ...(explicitPlace(explicitReason) === 'interface' ? { mark } : {}),
      })),
    },
  };
  const [only, ...others] = media;
  const header = only === undefined || others.length > 0 ? {} : { 'x-hegui-aigc': JSON.stringify(only.file.label) };
  sendJson(call.response, body, { 'x-request-id': call.id, ...header }, limits.slowClientMs);
}

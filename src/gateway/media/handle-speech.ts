import { ok } from '../../kernel/index.ts';
import { type Call, type GatewayParts, targetsFor } from '../call.ts';
import { isObject } from '../chat/json-object.ts';
import { invalid, readModel, readUser } from '../chat/request.ts';
import { sendBytes } from '../respond.ts';
import { explicitPlace } from './make-media.ts';
import { relayMedia, type ShownMedia } from './relay-media.ts';

const FORMATS = ['mp3', 'opus', 'flac', 'wav'];
/** Formats that hold nothing but samples, or frames: there is no place for a label in them. */
const WITHOUT_METADATA = ['aac', 'pcm'];

/** `POST /v1/audio/speech`: what is said is screened as a prompt, and the sound comes with its label. @law labelling-measures#5 */
export async function handleSpeech(parts: GatewayParts, call: Call): Promise<void> {
  if (!isObject(call.body)) throw invalid('body', 'must be a JSON object');
  const { input, response_format: format, stream_format: streamFormat } = call.body;
  if (typeof input !== 'string' || input === '') throw invalid('input', 'must be the text to say');
  checkFormat(format);
  if (streamFormat === 'sse') throw invalid('stream_format', 'must be "audio": a sound is labelled as a whole');
  const model = readModel(call.body);
  await relayMedia(parts, call, {
    endpoint: 'audio/speech',
    kind: 'sound',
    model,
    targets: targetsFor(call.key.service, model),
    user: readUser(call.body),
    body: call.body,
    accept: 'audio/*',
    bodyFor: (screened, name) => JSON.stringify({ ...screened, model: name }),
    read: ({ bytes, contentType }) => (/^application\/(.*\+)?json\b/i.test(contentType) ? null : soundOf(bytes)),
    send: (shown) => send(parts, call, shown),
  });
}

// Before the model is asked: what it would make could not be let out.
function checkFormat(format: unknown): void {
  if (format === undefined || format === null) return;
  const remedy = `ask for ${FORMATS.join(', ')}`;
  if (WITHOUT_METADATA.some((name) => name === format))
    throw invalid(
      'response_format',
      `is "${String(format)}", which has no place for the label that is required; ${remedy}`,
    );
  if (!FORMATS.some((name) => name === format)) throw invalid('response_format', `is not known; ${remedy}`);
}

const soundOf = (bytes: Buffer) => ({
  given: [async () => ok({ place: 'body', bytes })],
  texts: {},
  isKept: () => false,
  usage: null,
});

function send({ limits }: GatewayParts, call: Call, { media }: ShownMedia): void {
  const [sound] = media;
  if (sound === undefined) return;
  const { file, explicitReason } = sound;
  const headers = {
    'content-type': file.mediaType,
    'x-request-id': call.id,
    'x-hegui-aigc': JSON.stringify(file.label),
    'x-hegui-explicit': explicitPlace(explicitReason),
  };
  sendBytes(call.response, file.bytes, headers, limits.slowClientMs);
}

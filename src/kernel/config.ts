import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { HeguiError } from './errors.ts';
import { Secret } from './secret.ts';
import { DAY_MS, MIB, MINUTE_MS, SECOND_MS } from './units.ts';

const positive = z.coerce.number().int().positive();
const DAY_MINUTES = DAY_MS / MINUTE_MS;
const secret = z
  .string()
  .min(1)
  .transform((value) => new Secret(value));
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]);
/** `media.example.com`, `media.example.com:8443`, or `*.example.com` for every name below it. */
const hostPattern = z.string().regex(/^(\*\.)?[a-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-f:.]+\](:\d{1,5})?$/i, {
  error: 'must be a host such as media.example.com, media.example.com:8443 or *.example.com',
});
const hostList = z
  .union([z.string().transform((value) => value.split(',').map((host) => host.trim())), z.array(z.string())])
  .pipe(z.array(hostPattern).max(200))
  .transform((hosts) => hosts.map((host) => host.toLowerCase()));

/** Every key with its default; the order here is the order of `docs/configuration.md`. */
export const configSchema = z.strictObject({
  /** Folder of the embedded database, the keys and the exports. */
  data: z.string().min(1).default('./data'),
  /** Address to listen on; loopback unless a provider puts Hegui behind its own TLS. */
  host: z.string().min(1).default('127.0.0.1'),
  port: z.coerce.number().int().min(0).max(65_535).default(8815),
  /** How browsers reach this server; used in printed links and for the Secure flag of cookies. */
  publicUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** Addresses of your own proxies, with commas; only theirs X-Forwarded-For is believed, which limits by address rest on. */
  trustProxy: z.string().min(1).optional(),
  /** A PostgreSQL 15 or newer; without it Hegui starts its own. */
  databaseUrl: secret.optional(),
  log: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** File with the key that wraps all content keys; made on first start. Keep a copy apart from the database. */
  keyFile: z.string().min(1).optional(),
  /** The ffmpeg program, for marks in films and coded sounds; ffprobe lies beside it. Without it both are looked for in PATH. */
  ffmpeg: z.string().min(1).optional(),
  /** A Chromium or Chrome, for pictures in labelling materials. Without it the usual places are looked at. */
  chromium: z.string().min(1).optional(),
  /** Folder of law files of your own, read beside the shipped ones: what changed since, or what only you must keep. */
  lawFolder: z.string().min(1).optional(),
  label: z
    .strictObject({
      /** File with the private key of SM2 that signs the labels of files; without it they are not signed. */
      keyFile: z.string().min(1).optional(),
      /** Folder with public keys of others as NAME.pem; what they signed is told as theirs. */
      pins: z.string().min(1).optional(),
    })
    .prefault({}),
  limits: z
    .strictObject({
      bodyBytesMax: positive.default(8 * MIB),
      messagesMax: positive.default(2_000),
      outputCharsMax: positive.default(2_000_000),
      openRequestsMax: positive.default(4_000),
      /** A client that takes no byte for this long is cut off. */
      slowClientMs: positive.default(MINUTE_MS),
      /** Requests under way have this long to end after a signal to stop. */
      stopMs: positive.default(20 * SECOND_MS),
    })
    .prefault({}),
  upstream: z
    .strictObject({
      connectMs: positive.default(5 * SECOND_MS),
      firstByteMs: positive.default(2 * MINUTE_MS),
      idleMs: positive.default(MINUTE_MS),
    })
    .prefault({}),
  media: z
    .strictObject({
      /** Largest picture or sound that a model may answer with, and largest form of files that may be sent to it. */
      fileBytesMax: positive.max(512 * MIB).default(64 * MIB),
      /** How long a picture may take to come from the address that an upstream gave for it. */
      fetchMs: positive.default(30 * SECOND_MS),
      /** How long a file waits at its own address here, where the policy of its service says nothing else. */
      addressMinutes: positive.max(7 * DAY_MINUTES).default(60),
      /**
       * Hosts, with commas, from which files may be fetched although their addresses are private; an upstream's own host and
       * port is always allowed.
       */
      allowedHosts: hostList.default([]),
      /** Largest film that an upstream may answer with. */
      filmBytesMax: positive.max(2_047 * MIB).default(512 * MIB),
      /** How long a film may take to come. */
      filmFetchMs: positive.default(10 * MINUTE_MS),
      /** How long an upstream may take over a film before its job counts as failed. */
      filmWaitHours: positive.max(7 * 24).default(24),
      /** Films that one process marks and labels at a time; each takes a core of FFmpeg. */
      filmsAtOnce: positive.max(64).default(1),
    })
    .prefault({}),
  portal: z
    .strictObject({
      /** ClamAV's daemon, `host:port` or a socket's path; files from the public are scanned there. Without it they are not. */
      clamd: z
        .string()
        .regex(/^(\/.+|.+:\d{1,5})$/, 'must be host:port or the absolute path of a socket')
        .optional(),
    })
    .prefault({}),
  notices: z
    .strictObject({
      /** Mail server, such as `smtps://user:password@mail.example.com`. Without it nobody is written to. */
      smtpUrl: secret.optional(),
      /** Sender of the mails, such as `合规 <no-reply@example.com>`. */
      mailFrom: z.string().min(3).optional(),
      /** Where short messages are posted as JSON; see `src/notices/README.md`. */
      smsUrl: z.url({ protocol: /^https?$/ }).optional(),
      /** Bearer key of that address. */
      smsKey: secret.optional(),
      /** Where your own systems are told what happened, as signed JSON without personal data. */
      webhookUrl: z.url({ protocol: /^https?$/ }).optional(),
      webhookSecret: secret.optional(),
    })
    .refine(({ smtpUrl, mailFrom }) => (smtpUrl === undefined) === (mailFrom === undefined), {
      path: ['mailFrom'],
      message: 'belongs to smtpUrl: set both or neither',
    })
    .refine(({ webhookUrl, webhookSecret }) => (webhookUrl === undefined) === (webhookSecret === undefined), {
      path: ['webhookSecret'],
      message: 'belongs to webhookUrl: set both or neither',
    })
    .prefault({}),
  /** Where produced files wait to be fetched, sealed in either place. */
  files: z
    .strictObject({
      /** `folder`: `files/` in the data folder. `s3`: a bucket. Processes that serve together need the same place. */
      store: z.enum(['folder', 's3']).default('folder'),
      s3: z
        .strictObject({
          /** Such as `https://oss-cn-shanghai.aliyuncs.com` or `http://minio:9000`; without bucket or path. */
          endpoint: z.url({ protocol: /^https?$/ }).optional(),
          region: z.string().min(1).default('us-east-1'),
          bucket: z
            .string()
            .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)
            .optional(),
          /** Before every name. Only this installation may use it: what it does not know below it is removed. */
          prefix: z
            .string()
            .regex(/^([A-Za-z0-9._-]+\/)*$/)
            .default('hegui/'),
          accessKeyId: z.string().min(1).optional(),
          secretAccessKey: secret.optional(),
          /** `true`: the bucket in the path. `false`: in the name of the host. */
          pathStyle: flag.default(true),
        })
        .prefault({}),
    })
    .prefault({})
    .superRefine(({ store, s3 }, context) => {
      if (store !== 's3') return;
      for (const name of ['endpoint', 'bucket', 'accessKeyId', 'secretAccessKey'] as const)
        if (s3[name] === undefined)
          context.addIssue({ code: 'custom', path: ['s3', name], message: 'is required where files.store is s3' });
    }),
  opinions: z
    .strictObject({
      /** Texts that passed without a second opinion and are judged after all, in an hour at most. */
      rejudgePerHour: positive.max(36_000).default(120),
    })
    .prefault({}),
  status: z
    .strictObject({
      /** Between two measurements of the board, in seconds. */
      everySeconds: positive.max(3_600).default(30),
      /** Between two probes of each service through the real gateway, in minutes; each costs a short answer of the model. */
      probeMinutes: positive.max(DAY_MINUTES).default(15),
    })
    .prefault({}),
});

export type Config = z.output<typeof configSchema>;

/** One row per environment variable, so that an unknown HEGUI_ name is an error and not a silent typo. */
export const ENVIRONMENT: Readonly<Record<string, readonly string[]>> = {
  HEGUI_DATA: ['data'],
  HEGUI_HOST: ['host'],
  HEGUI_PORT: ['port'],
  HEGUI_PUBLIC_URL: ['publicUrl'],
  HEGUI_TRUST_PROXY: ['trustProxy'],
  HEGUI_LOG: ['log'],
  HEGUI_KEY_FILE: ['keyFile'],
  HEGUI_FFMPEG: ['ffmpeg'],
  HEGUI_CHROMIUM: ['chromium'],
  HEGUI_LAW_DIR: ['lawFolder'],
  HEGUI_LABEL_KEY_FILE: ['label', 'keyFile'],
  HEGUI_LABEL_PINS: ['label', 'pins'],
  HEGUI_BODY_BYTES_MAX: ['limits', 'bodyBytesMax'],
  HEGUI_MESSAGES_MAX: ['limits', 'messagesMax'],
  HEGUI_OUTPUT_CHARS_MAX: ['limits', 'outputCharsMax'],
  HEGUI_OPEN_REQUESTS_MAX: ['limits', 'openRequestsMax'],
  HEGUI_SLOW_CLIENT_MS: ['limits', 'slowClientMs'],
  HEGUI_STOP_MS: ['limits', 'stopMs'],
  HEGUI_UPSTREAM_CONNECT_MS: ['upstream', 'connectMs'],
  HEGUI_UPSTREAM_FIRST_BYTE_MS: ['upstream', 'firstByteMs'],
  HEGUI_UPSTREAM_IDLE_MS: ['upstream', 'idleMs'],
  HEGUI_MEDIA_FILE_BYTES_MAX: ['media', 'fileBytesMax'],
  HEGUI_MEDIA_FETCH_MS: ['media', 'fetchMs'],
  HEGUI_MEDIA_ADDRESS_MINUTES: ['media', 'addressMinutes'],
  HEGUI_CLAMD: ['portal', 'clamd'],
  HEGUI_SMTP_URL: ['notices', 'smtpUrl'],
  HEGUI_MAIL_FROM: ['notices', 'mailFrom'],
  HEGUI_SMS_URL: ['notices', 'smsUrl'],
  HEGUI_SMS_KEY: ['notices', 'smsKey'],
  HEGUI_WEBHOOK_URL: ['notices', 'webhookUrl'],
  HEGUI_WEBHOOK_SECRET: ['notices', 'webhookSecret'],
  HEGUI_MEDIA_ALLOWED_HOSTS: ['media', 'allowedHosts'],
  HEGUI_FILM_BYTES_MAX: ['media', 'filmBytesMax'],
  HEGUI_FILM_FETCH_MS: ['media', 'filmFetchMs'],
  HEGUI_FILM_WAIT_HOURS: ['media', 'filmWaitHours'],
  HEGUI_FILMS_AT_ONCE: ['media', 'filmsAtOnce'],
  HEGUI_FILES: ['files', 'store'],
  HEGUI_S3_ENDPOINT: ['files', 's3', 'endpoint'],
  HEGUI_S3_REGION: ['files', 's3', 'region'],
  HEGUI_S3_BUCKET: ['files', 's3', 'bucket'],
  HEGUI_S3_PREFIX: ['files', 's3', 'prefix'],
  HEGUI_S3_ACCESS_KEY_ID: ['files', 's3', 'accessKeyId'],
  HEGUI_S3_SECRET_ACCESS_KEY: ['files', 's3', 'secretAccessKey'],
  HEGUI_S3_PATH_STYLE: ['files', 's3', 'pathStyle'],
  HEGUI_REJUDGE_PER_HOUR: ['opinions', 'rejudgePerHour'],
  HEGUI_STATUS_EVERY_SECONDS: ['status', 'everySeconds'],
  HEGUI_STATUS_PROBE_MINUTES: ['status', 'probeMinutes'],
  DATABASE_URL: ['databaseUrl'],
};
// Read elsewhere before configuration exists: where the file is, and which runtime the launcher starts.
const LAUNCHER_ONLY = new Set(['HEGUI_CONFIG', 'HEGUI_NODE']);

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The configuration: defaults, then the JSON file that `HEGUI_CONFIG` names, then the environment.
 *
 * @throws HeguiError E_CONFIG_INVALID naming every unknown or malformed key.
 */
export function loadConfig(environment: Environment): Config {
  const merged = readConfigFile(environment.HEGUI_CONFIG);
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || value === '') continue;
    const path = ENVIRONMENT[name];
    if (path !== undefined) setAt(merged, path, value);
    else if (name.startsWith('HEGUI_') && !LAUNCHER_ONLY.has(name) && !name.startsWith('HEGUI_TEST_')) {
      throw invalid(name, `unknown variable; known are ${Object.keys(ENVIRONMENT).join(', ')}`);
    }
  }
  const parsed = configSchema.safeParse(merged);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new HeguiError('E_CONFIG_INVALID', `${first?.path.join('.')}: ${first?.message}`, {
      fields: parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
    });
  }
  return Object.freeze({ ...parsed.data, data: resolve(parsed.data.data) });
}

function readConfigFile(path: string | undefined): Record<string, unknown> {
  if (path === undefined || path === '') return {};
  if (!existsSync(path)) throw invalid('HEGUI_CONFIG', `there is no file ${path}`);
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isRecord(parsed)) return parsed;
  } catch (error) {
    throw invalid('HEGUI_CONFIG', `${path} is not valid JSON: ${error instanceof Error ? error.message : ''}`);
  }
  throw invalid('HEGUI_CONFIG', `${path} must hold one JSON object`);
}

function setAt(target: Record<string, unknown>, path: readonly string[], value: string): void {
  let at = target;
  for (const name of path.slice(0, -1)) {
    const next = at[name];
    const child: Record<string, unknown> = isRecord(next) ? next : {};
    at[name] = child;
    at = child;
  }
  at[path[path.length - 1] ?? ''] = value;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalid = (path: string, message: string): HeguiError =>
  new HeguiError('E_CONFIG_INVALID', `${path}: ${message}`, { fields: [{ path, message }] });

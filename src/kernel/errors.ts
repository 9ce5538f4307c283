/**
 * The one catalogue of errors. A code is never reused; `docs/errors.md` is generated from here.
 *
 * `type` is the word OpenAI's clients branch on; `remedy` tells the reader what to do next.
 */
export interface ErrorRow {
  readonly status: number;
  readonly type:
    | 'invalid_request_error'
    | 'authentication_error'
    | 'permission_error'
    | 'rate_limit_error'
    | 'server_error';
  readonly retry: boolean;
  /** What the gateway says as `code` where OpenAI's clients know a word for it; the catalogue's own code otherwise. */
  readonly openaiCode?: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly remedy: { readonly zh: string; readonly en: string };
}

const row = (
  status: number,
  type: ErrorRow['type'],
  retry: boolean,
  title: ErrorRow['title'],
  remedy: ErrorRow['remedy'],
): ErrorRow => ({ status, type, retry, title, remedy });

export const ERRORS = {
  E_REQUEST_JSON: row(
    400,
    'invalid_request_error',
    false,
    { zh: '请求体不是合法的 JSON', en: 'The body is not valid JSON' },
    { zh: '请以 UTF-8 编码发送一个 JSON 对象', en: 'Send one JSON object in UTF-8' },
  ),
  E_REQUEST_INVALID: row(
    400,
    'invalid_request_error',
    false,
    { zh: '请求中的字段不符合要求', en: 'A field of the request is not as required' },
    { zh: '按提示修改所指字段后重试', en: 'Change the named field and send again' },
  ),
  E_REQUEST_TOO_LARGE: row(
    413,
    'invalid_request_error',
    false,
    { zh: '请求体过大', en: 'The body is too large' },
    {
      zh: '缩短内容，或请管理员提高 limits.bodyBytesMax',
      en: 'Send less, or ask the administrator to raise limits.bodyBytesMax',
    },
  ),
  E_FILE_UNREADABLE: row(
    422,
    'invalid_request_error',
    false,
    { zh: '文件损坏或与其格式不符，无法读取', en: 'The file is broken or not what it says it is' },
    { zh: '请检查文件是否完整，或换用未损坏的副本', en: 'Check that the file is whole, or take an unbroken copy' },
  ),
  E_FILE_UNSUPPORTED: row(
    415,
    'invalid_request_error',
    false,
    { zh: '不支持在此类文件中写入标识', en: 'A label cannot be written into this kind of file' },
    { zh: '请转换为受支持的格式后再写入', en: 'Convert it to a supported format and write again' },
  ),
  E_FILE_SIGNED: row(
    409,
    'invalid_request_error',
    false,
    {
      zh: '文件带有 C2PA 清单，写入标识会使其失效',
      en: 'The file carries a C2PA manifest that a label would invalidate',
    },
    {
      zh: '先写标识，最后签名；确需写入请加 --even-if-signed（接口为 evenIfSigned=true）',
      en: 'Label first and sign last; to write all the same use --even-if-signed (evenIfSigned=true over HTTP)',
    },
  ),
  E_FILE_UNLABELLED: row(
    409,
    'invalid_request_error',
    false,
    { zh: '文件没有可据以签署的合规标识', en: 'The file has no conformant label to be signed with it' },
    { zh: '先用 hegui label write 写入标识，再签署', en: 'Write the label with hegui label write first, then sign' },
  ),
  E_C2PA_UNSIGNED: row(
    500,
    'server_error',
    false,
    { zh: '未能签署 C2PA 清单', en: 'The C2PA manifest was not signed' },
    {
      zh: '按提示检查证书、密钥与时间戳服务；原文件未改动',
      en: 'Check certificate, key and time-stamp service as told; the file stays as it was',
    },
  ),
  E_LABEL_KEY_INVALID: row(
    500,
    'server_error',
    false,
    { zh: '标识签名密钥不可用', en: 'A key for signing labels cannot be used' },
    {
      zh: '按提示检查密钥文件及其权限，或用 hegui label key new 新建',
      en: 'Check the key file and its permissions as told, or make one with hegui label key new',
    },
  ),
  E_SCAN_UNAVAILABLE: row(
    503,
    'server_error',
    true,
    { zh: '附件安全扫描暂时不可用', en: 'Attachments cannot be scanned right now' },
    { zh: '稍后再试，或先不带附件提交', en: 'Try again later, or send without attachments' },
  ),
  E_RECEIPT_REFUSED: row(
    401,
    'authentication_error',
    false,
    { zh: '回执编号或查询密码不对', en: 'The receipt number or its secret is wrong' },
    { zh: '检查是否抄错；丢失的查询密码无法找回', en: 'Check what was copied; a lost secret cannot be recovered' },
  ),
  E_FFMPEG_MISSING: row(
    501,
    'server_error',
    false,
    { zh: '处理视频和压缩音频需要 FFmpeg，但未找到', en: 'Films and coded sounds need FFmpeg, which was not found' },
    {
      zh: '安装 FFmpeg（Debian：apt-get install ffmpeg），或用 HEGUI_FFMPEG 指明 ffmpeg 程序的路径',
      en: 'Install FFmpeg (Debian: apt-get install ffmpeg), or name the ffmpeg program in HEGUI_FFMPEG',
    },
  ),
  E_REQUEST_METHOD: row(
    405,
    'invalid_request_error',
    false,
    { zh: '此地址不接受该方法', en: 'This address does not take that method' },
    { zh: '请查阅接口文档中的方法', en: 'Use the method that the API reference names' },
  ),
  E_NOT_FOUND: row(
    404,
    'invalid_request_error',
    false,
    { zh: '没有这个地址或对象', en: 'There is no such address or object' },
    { zh: '检查路径与编号', en: 'Check the path and the id' },
  ),
  E_KEY_MISSING: row(
    401,
    'authentication_error',
    false,
    { zh: '缺少 API 密钥', en: 'No API key was sent' },
    { zh: '使用请求头 Authorization: Bearer <密钥>', en: 'Send the header Authorization: Bearer <key>' },
  ),
  E_KEY_UNKNOWN: row(
    401,
    'authentication_error',
    false,
    { zh: 'API 密钥无效或已停用', en: 'The API key is unknown or was revoked' },
    { zh: '在控制台“服务与密钥”中新建密钥', en: 'Create a key in the console under Services' },
  ),
  E_RATE_LIMITED: row(
    429,
    'rate_limit_error',
    true,
    { zh: '请求过于频繁', en: 'Too many requests' },
    { zh: '按 Retry-After 等待后重试', en: 'Wait as Retry-After says and send again' },
  ),
  E_STREAMS_BUSY: row(
    429,
    'rate_limit_error',
    true,
    { zh: '并发请求已达上限', en: 'Too many requests are open at once' },
    { zh: '等待已有请求结束后重试', en: 'Let open requests finish, then send again' },
  ),
  E_MODEL_UNKNOWN: row(
    404,
    'invalid_request_error',
    false,
    { zh: '本服务没有这个模型', en: 'This service has no such model' },
    { zh: '用 GET /v1/models 查看可用模型', en: 'See GET /v1/models for the models it has' },
  ),
  E_INPUT_REFUSED: row(
    400,
    'invalid_request_error',
    false,
    { zh: '输入未通过内容筛查', en: 'The input was refused by screening' },
    {
      zh: '修改输入后重试；如有异议请联系服务提供者',
      en: 'Change the input and send again, or ask the provider to look at it',
    },
  ),
  E_PROMPT_REFUSED: {
    ...row(
      400,
      'invalid_request_error',
      false,
      { zh: '图像或语音请求未通过内容筛查', en: 'The request for a picture or a sound was refused by screening' },
      {
        zh: '修改提示词后重试；如有异议请联系服务提供者',
        en: 'Change the prompt and send again, or ask the provider to look at it',
      },
    ),
    openaiCode: 'content_policy_violation',
  },
  E_CONTENT_WITHHELD: row(
    502,
    'server_error',
    false,
    { zh: '生成的文件无法加标识，因此不予输出', en: 'A generated file could not be labelled, so it is withheld' },
    {
      zh: '换用其他 response_format 或 output_format；管理员请检查上游返回的文件',
      en: 'Ask for another response_format or output_format; the administrator should check what the upstream sends',
    },
  ),
  E_LABEL_LIFT_REFUSED: row(
    403,
    'permission_error',
    false,
    { zh: '不能提供未添加显式标识的内容', en: 'Content without explicit label cannot be provided' },
    {
      zh: '先以最终用户的身份同意标识协议，或去掉请求头 x-hegui-explicit-label',
      en: 'Have the end user accept the labelling agreement first, or leave out the header x-hegui-explicit-label',
    },
  ),
  E_IDENTITY_REFUSED: row(
    422,
    'invalid_request_error',
    false,
    { zh: '身份未能确认', en: 'The identity could not be confirmed' },
    { zh: '按说明核对后重试，或换一种方式确认', en: 'Check as told and try again, or choose another way' },
  ),
  E_IDENTITY_PROVIDER: row(
    502,
    'server_error',
    true,
    { zh: '身份确认服务没有正常应答', en: 'The service that confirms identities did not answer as it should' },
    {
      zh: '稍后重试或换一种方式；管理员可在“身份确认”页查看状态',
      en: 'Try again later or choose another way; the administrator sees the state under Identity',
    },
  ),
  E_UPSTREAM_UNAVAILABLE: row(
    502,
    'server_error',
    true,
    { zh: '上游模型不可用', en: 'No upstream model could be reached' },
    {
      zh: '稍后重试；管理员可在“上游”页查看状态',
      en: 'Try again later; the administrator sees the state under Upstreams',
    },
  ),
  E_UPSTREAM_TIMEOUT: row(
    504,
    'server_error',
    true,
    { zh: '上游模型超时', en: 'The upstream model did not answer in time' },
    { zh: '稍后重试，或请管理员提高超时', en: 'Try again later, or ask the administrator to raise the time-out' },
  ),
  E_UPSTREAM_BROKEN: row(
    502,
    'server_error',
    true,
    { zh: '上游模型的回答无法读取', en: 'The upstream model gave an answer that cannot be read' },
    {
      zh: '管理员请核对上游地址是否兼容 OpenAI 协议',
      en: 'The administrator should check that the upstream speaks the OpenAI protocol',
    },
  ),
  E_UPSTREAM_REFUSED: row(
    400,
    'invalid_request_error',
    false,
    { zh: '上游模型拒绝了请求', en: 'The upstream model refused the request' },
    { zh: '按其说明修改请求', en: 'Change the request as it says' },
  ),
  E_EVIDENCE_UNAVAILABLE: row(
    503,
    'server_error',
    true,
    { zh: '记录无法写入，因此不显示任何回答', en: 'Records cannot be written, so nothing is answered' },
    {
      zh: '稍后重试；管理员请检查数据库与磁盘',
      en: 'Try again later; the administrator should check the database and the disk',
    },
  ),
  E_EVIDENCE_MISSING: row(
    500,
    'server_error',
    false,
    { zh: '状态变更没有对应的证据', en: 'A change of state had no evidence' },
    { zh: '这是程序缺陷，请报告', en: 'This is a defect; please report it' },
  ),
  E_OUTPUT_TOO_LONG: row(
    502,
    'server_error',
    false,
    { zh: '回答超过长度上限', en: 'The answer is longer than the limit' },
    {
      zh: '减小 max_tokens、n 或 size，或提高 limits.outputCharsMax、media.fileBytesMax',
      en: 'Lower max_tokens, n or size, or raise limits.outputCharsMax or media.fileBytesMax',
    },
  ),
  E_SESSION_REQUIRED: row(
    401,
    'authentication_error',
    false,
    { zh: '需要登录', en: 'Sign in first' },
    { zh: '请登录后重试', en: 'Sign in and try again' },
  ),
  E_SESSION_LOCKED: row(
    429,
    'rate_limit_error',
    true,
    { zh: '登录失败次数过多，账户暂时锁定', en: 'Too many failed sign-ins; the account is locked for a while' },
    { zh: '按提示时间后重试，或请管理员解锁', en: 'Wait as told, or ask an administrator to unlock it' },
  ),
  E_SESSION_REFUSED: row(
    401,
    'authentication_error',
    false,
    { zh: '用户名或密码不正确', en: 'The user name or password is wrong' },
    { zh: '核对后重试', en: 'Check both and try again' },
  ),
  E_CSRF: row(
    403,
    'permission_error',
    false,
    { zh: '请求缺少防伪造令牌', en: 'The request lacks its anti-forgery token' },
    { zh: '刷新页面后重试', en: 'Reload the page and try again' },
  ),
  E_ROLE_FORBIDDEN: row(
    403,
    'permission_error',
    false,
    { zh: '当前角色无权执行此操作', en: 'Your role does not allow this' },
    { zh: '请联系管理员', en: 'Ask an administrator' },
  ),
  E_SETUP_DONE: row(
    409,
    'invalid_request_error',
    false,
    { zh: '已完成初始设置', en: 'Set-up is already done' },
    { zh: '请直接登录', en: 'Sign in instead' },
  ),
  E_SETUP_TOKEN: row(
    403,
    'permission_error',
    false,
    { zh: '设置链接无效', en: 'The set-up link is not valid' },
    { zh: '使用启动时终端中打印的链接', en: 'Use the link that the terminal printed at start' },
  ),
  E_CONFLICT: row(
    409,
    'invalid_request_error',
    false,
    { zh: '与现有数据冲突', en: 'This conflicts with what is stored' },
    { zh: '刷新后按提示修改', en: 'Reload and change it as told' },
  ),
  E_CONFIG_INVALID: row(
    500,
    'server_error',
    false,
    { zh: '配置无效', en: 'The configuration is not valid' },
    { zh: '按提示修改所指的键', en: 'Change the named key as told' },
  ),
  E_DATA_FOLDER_BUSY: row(
    409,
    'server_error',
    false,
    { zh: '数据目录正被另一个进程使用', en: 'Another process is using this data folder' },
    { zh: '停止该进程，或用 HEGUI_DATA 另选目录', en: 'Stop that process, or choose another folder with HEGUI_DATA' },
  ),
  E_DATA_FOLDER_UNUSABLE: row(
    500,
    'server_error',
    false,
    { zh: '数据目录不可用', en: 'The data folder cannot be used' },
    { zh: '按提示检查权限与磁盘', en: 'Check its permissions and the disk as told' },
  ),
  E_STORE_UNAVAILABLE: row(
    503,
    'server_error',
    true,
    { zh: '数据库不可用', en: 'The database cannot be reached' },
    { zh: '检查 DATABASE_URL 与数据库状态', en: 'Check DATABASE_URL and the state of the database' },
  ),
  E_STORE_VERSION: row(
    500,
    'server_error',
    false,
    { zh: '数据库版本不符合要求', en: 'The database has the wrong version' },
    {
      zh: '使用 PostgreSQL 15 或更新版本，并按 README 升级',
      en: 'Use PostgreSQL 15 or newer and upgrade as the README says',
    },
  ),
  E_CONTENT_ERASED: row(
    410,
    'invalid_request_error',
    false,
    { zh: '内容已删除，密钥已销毁', en: 'The content was erased; its key is destroyed' },
    { zh: '只能查看证据条目', en: 'Only the evidence entries remain' },
  ),
  E_CONTENT_DAMAGED: row(
    500,
    'server_error',
    false,
    {
      zh: '存储的内容与其密钥不符，可能已损坏或被改动',
      en: 'Stored content does not open with its key: damaged or changed',
    },
    { zh: '导出证据包并核对，从备份恢复', en: 'Export and verify the evidence, and restore from a backup' },
  ),
  E_STORAGE_FULL: row(
    507,
    'server_error',
    false,
    { zh: '文件存储空间不足', en: 'The storage for files is full' },
    {
      zh: '请管理员扩充存储空间，或缩短策略中的文件保存期限',
      en: 'The administrator should make room, or let policies keep files for less long',
    },
  ),
  E_STORAGE_UNAVAILABLE: row(
    503,
    'server_error',
    true,
    { zh: '文件存储暂不可用', en: 'The storage for files is not to be had' },
    {
      zh: '稍后重试；管理员请检查 files 配置（HEGUI_FILES、HEGUI_S3_*）与存储服务',
      en: 'Try again soon; the administrator should check the settings under files (HEGUI_FILES, HEGUI_S3_*) and the store',
    },
  ),
  E_VIDEO_PENDING: row(
    409,
    'invalid_request_error',
    false,
    { zh: '视频任务的状态不允许此操作', en: 'The state of the video job does not allow this' },
    {
      zh: '查询 GET /v1/videos/{id}，待状态为 completed 或 failed 后再试',
      en: 'Poll GET /v1/videos/{id} until its status is completed or failed',
    },
  ),
  E_BUNDLE_UNREADABLE: row(
    400,
    'invalid_request_error',
    false,
    { zh: '证据包无法读取', en: 'The evidence bundle cannot be read' },
    { zh: '重新导出或检查文件是否完整', en: 'Export it again, or check that the file is whole' },
  ),
  E_COMMAND: row(
    400,
    'invalid_request_error',
    false,
    { zh: '命令用法不正确', en: 'The command was not used as it should be' },
    { zh: '查看 npm run -s hegui -- --help', en: 'See npm run -s hegui -- --help' },
  ),
  E_INPUT_UNREADABLE: row(
    400,
    'invalid_request_error',
    false,
    { zh: '输入文件无法读取', en: 'The input file cannot be read' },
    { zh: '检查路径、权限与格式', en: 'Check its path, its permissions and its format' },
  ),
  E_LAW_INVALID: row(
    500,
    'server_error',
    false,
    { zh: '法规数据不合要求', en: 'The law data are not as required' },
    {
      zh: '按所示文件与行号改正 law/ 或 HEGUI_LAW_DIR 中的文件后再启动',
      en: 'Correct the named file and line in law/ or HEGUI_LAW_DIR and start again',
    },
  ),
  E_INTERNAL: row(
    500,
    'server_error',
    true,
    { zh: '内部错误', en: 'Something went wrong inside Hegui' },
    { zh: '凭请求编号查看日志', en: 'Look up the request id in the log' },
  ),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

export interface ErrorField {
  /** Path of the field at fault, such as `messages.3.content`. */
  readonly path: string;
  readonly message: string;
}

/** A refusal or failure that reaches a reader. Carries no content, no token, no personal data. */
export class HeguiError extends Error {
  override readonly name = 'HeguiError';
  readonly code: ErrorCode;
  readonly fields: readonly ErrorField[];
  readonly retryAfterS: number | undefined;
  /** Where whoever was refused can do something about it. */
  readonly remedyUrl: string | undefined;

  constructor(
    code: ErrorCode,
    detail: string,
    more: {
      readonly fields?: readonly ErrorField[];
      readonly cause?: unknown;
      readonly retryAfterS?: number;
      readonly remedyUrl?: string | undefined;
    } = {},
  ) {
    super(detail, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.fields = more.fields ?? [];
    this.retryAfterS = more.retryAfterS;
    this.remedyUrl = more.remedyUrl;
  }

  get row(): ErrorRow {
    return ERRORS[this.code];
  }
}

/** The error itself when it is ours, else an internal error that keeps it as its cause. */
export function asHeguiError(error: unknown): HeguiError {
  return error instanceof HeguiError ? error : new HeguiError('E_INTERNAL', 'unexpected error', { cause: error });
}

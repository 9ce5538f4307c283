/** What a verification can find. A kind is never renamed: people search their mail for it. */
export const FINDING_KINDS = {
  changed: { zh: '条目被改动', en: 'entry changed' },
  removed: { zh: '条目被删除', en: 'entry removed' },
  forged: { zh: '条目系伪造或重复', en: 'entry forged or repeated' },
  reordered: { zh: '顺序被改动', en: 'order changed' },
  'not-canonical': { zh: '书写形式不规范', en: 'not in canonical form' },
  tile: { zh: '哈希行被改动或缺失', en: 'line of hashes changed or missing' },
  checkpoint: { zh: '检查点无法读取', en: 'checkpoint unreadable' },
  signature: { zh: '签名不成立', en: 'signature false' },
  rewritten: { zh: '历史被改写', en: 'history rewritten' },
  unsigned: { zh: '末尾条目没有检查点', en: 'last entries under no checkpoint' },
  header: { zh: '文件头被改动', en: 'header altered' },
  key: { zh: '不是指定的密钥', en: 'not the pinned key' },
  seal: { zh: '封签不成立', en: 'seal broken' },
  truncated: { zh: '文件不完整', en: 'file cut short' },
  packing: { zh: '压缩包被改动', en: 'packing altered' },
  line: { zh: '多出无法识别的行', en: 'unknown line' },
  unreadable: { zh: '文件无法读取', en: 'file unreadable' },
  unclosed: { zh: '交互没有结束记录', en: 'exchange opened but not closed' },
  unopened: { zh: '交互没有开始记录', en: 'exchange closed but not opened' },
  'closed-twice': { zh: '交互有两条结束记录', en: 'exchange closed twice' },
  'opened-twice': { zh: '交互有两条开始记录', en: 'exchange opened twice' },
  more: { zh: '其余发现未列出', en: 'further findings not listed' },
} as const;

export type FindingKind = keyof typeof FINDING_KINDS;

/** Kinds that say something about exchanges while the log itself may be whole. */
export const EXCHANGE_KINDS: ReadonlySet<string> = new Set<FindingKind>([
  'unclosed',
  'unopened',
  'closed-twice',
  'opened-twice',
]);

export interface Finding {
  readonly kind: FindingKind;
  /** The entry, checkpoint, exchange or line it is about. */
  readonly subject: string;
  readonly message: string;
}

const FINDINGS_MAX = 1_000;

/** Keeps the first thousand findings and counts the others, so that wide damage stays readable. */
export class Findings {
  readonly #listed: Finding[] = [];
  #unlisted = 0;

  add(kind: FindingKind, subject: string, message: string): void {
    if (this.#listed.length < FINDINGS_MAX) this.#listed.push({ kind, subject, message });
    else this.#unlisted += 1;
  }

  /** Counts without listing. */
  count(more: number): void {
    this.#unlisted += more;
  }

  /** Takes over what another list found; that comes after what is here. */
  absorb(other: Findings): void {
    for (const { kind, subject, message } of other.#listed) this.add(kind, subject, message);
    this.#unlisted += other.#unlisted;
  }

  has(kind: FindingKind): boolean {
    return this.#listed.some((finding) => finding.kind === kind);
  }

  get isEmpty(): boolean {
    return this.#listed.length === 0 && this.#unlisted === 0;
  }

  list(): Finding[] {
    if (this.#unlisted === 0) return [...this.#listed];
    const message = `${this.#unlisted} further findings are not listed`;
    return [...this.#listed, { kind: 'more', subject: String(this.#unlisted), message }];
  }
}

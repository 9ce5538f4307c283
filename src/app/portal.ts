import type { EvidenceKeys, UnitOfWork } from '../evidence/index.ts';
import type { Clock, Config, FillRandom } from '../kernel/index.ts';
import type { Notices } from '../notices/index.ts';
import {
  clamdScanner,
  FormTokens,
  noScanner,
  PortalSettingsService,
  Receipts,
  type Scanner,
  UserLinks,
} from '../portal/index.ts';
import type { Database } from '../store/index.ts';
import { publicUrlOf } from './setup-token.ts';

export interface PortalOptions {
  readonly config: Config;
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly fillRandom: FillRandom;
  readonly keys: Pick<EvidenceKeys, 'keyedHash'>;
  readonly notices: Pick<Notices, 'channels'>;
}

/** What every page of the portal, and every duty with such pages, stands on. */
export interface Portal {
  readonly settings: PortalSettingsService;
  readonly receipts: Receipts;
  readonly tokens: FormTokens;
  readonly scanner: Scanner;
  /** Links to pages that know whom an app or a refusal sent. */
  readonly userLinks: UserLinks;
  readonly keyedHash: EvidenceKeys['keyedHash'];
  /** Where the public finds it, such as `https://hegui.example/portal`. */
  readonly address: string;
}

export function createPortal(options: PortalOptions): Portal {
  const { config, database, unitOfWork, clock, fillRandom, keys, notices } = options;
  const { keyedHash } = keys;
  const { clamd } = config.portal;
  const scanner = clamd === undefined ? noScanner : clamdScanner(clamd);
  const address = `${publicUrlOf(config)}/portal`;
  const settings = new PortalSettingsService({
    database,
    unitOfWork,
    clock,
    hasScanner: scanner.isOn,
    channels: notices.channels,
    address,
  });
  return {
    settings,
    receipts: new Receipts({ database, keyedHash, fillRandom, clock }),
    tokens: new FormTokens({ keyedHash, fillRandom, clock }),
    scanner,
    userLinks: new UserLinks({ keyedHash, clock }),
    keyedHash,
    address,
  };
}

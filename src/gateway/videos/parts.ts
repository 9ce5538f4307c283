import type { ContentVault, UnitOfWork } from '../../evidence/index.ts';
import type { Clock, Config, IdFactory, Log } from '../../kernel/index.ts';
import type { RegistrySnapshot } from '../../registry/index.ts';
import type { Database } from '../../store/index.ts';
import type { LabelLifts } from '../lift/ports.ts';
import type { AddressGuard } from '../media/address-guard.ts';
import type { ExchangeRecords } from '../record/index.ts';
import type { Upstreams } from '../upstream/index.ts';
import type { FilmLabels, MarkFilm } from './ports.ts';
import type { WorkFolder } from './work-folder.ts';

/** What films are made with. */
export interface VideoParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly vault: Pick<ContentVault, 'seal' | 'open'>;
  readonly records: ExchangeRecords;
  readonly upstreams: Upstreams;
  readonly labels: FilmLabels;
  readonly lifts: Pick<LabelLifts, 'grant'>;
  readonly markFilm: MarkFilm;
  readonly guard: AddressGuard;
  readonly work: WorkFolder;
  readonly services: () => RegistrySnapshot['services'];
  readonly clock: Clock;
  readonly ids: IdFactory;
  readonly log: Log;
  readonly limits: Pick<Config['media'], 'filmBytesMax' | 'filmFetchMs' | 'filmWaitHours' | 'filmsAtOnce'>;
}

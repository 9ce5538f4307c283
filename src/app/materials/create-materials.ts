import {
  type ExportsService,
  type LabellingService,
  type LiftsService,
  MaterialsService,
} from '../../duties/labelling/index.ts';
import type { UnitOfWork } from '../../evidence/index.ts';
import type { ExchangesService } from '../../exchanges/index.ts';
import { type Clock, type IdFactory, type Log, unknownId } from '../../kernel/index.ts';
import type { Registry } from '../../registry/index.ts';
import { createAskAgain } from '../ask-again.ts';
import { createAskService } from './ask-service.ts';
import { createMarkSamples, readPicture } from './mark-samples.ts';
import { createTakePictures } from './take-pictures.ts';

export interface MaterialsOptions {
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly log: Log;
  readonly registry: Pick<Registry, 'live' | 'provider' | 'keys'>;
  readonly labelling: LabellingService;
  readonly textExports: ExportsService;
  readonly lifts: LiftsService;
  readonly exchanges: Pick<ExchangesService, 'list' | 'read'>;
  readonly chromium: string | undefined;
  /** The ffmpeg program; looked for in PATH without it. */
  readonly ffmpeg: string | undefined;
  /** Where a server of this installation can be reached; undefined where none runs. */
  readonly url: string | undefined;
}

/** Labelling materials of what runs here, with marks, browser and gateway bound. */
export function createMaterials(options: MaterialsOptions): MaterialsService {
  const { unitOfWork, ids, clock, log, registry, labelling, textExports, lifts, exchanges } = options;
  const { chromium, ffmpeg, url } = options;
  const ask = createAskAgain({ selfUrl: url, registry, clock, unitOfWork, purpose: 'materials' });
  const serviceNameOf = async (exchangeId: string): Promise<string> =>
    (await exchanges.list({ search: exchangeId, limit: 1 })).items[0]?.serviceName ?? '';
  return new MaterialsService({
    unitOfWork,
    ids,
    clock,
    labelling,
    exports: textExports,
    lifts,
    ports: {
      subjectOf: async (serviceId) => {
        const service = registry.live.current.services.get(serviceId);
        if (service === undefined) throw unknownId('service');
        return { provider: await registry.provider.read(), service };
      },
      markSamples: createMarkSamples(ffmpeg),
      readPicture,
      askService: createAskService({ ask, exchanges, log }),
      takePictures: createTakePictures({ chromium, url, serviceNameOf, log }),
    },
  });
}

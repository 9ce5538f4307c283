import { eraseBatch, type PersonalRecords, type UnitOfWork } from '../../../evidence/index.ts';
import { type Clock, HOUR_MS } from '../../../kernel/index.ts';
import type { Database } from '../../../store/index.ts';
import { deleteEnded, listPersonal } from './store.ts';

/** Jobs of films that one person asked for. */
export function personalVideos({
  database,
  unitOfWork,
  clock,
}: {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}): PersonalRecords {
  return {
    name: 'video-jobs',
    title: { zh: '视频任务', en: 'Film jobs' },
    tables: ['video_job'],
    search: async ({ endUser }) => {
      const jobs = await listPersonal(database, endUser);
      const running = jobs.filter(({ isEnded }) => !isEnded).length;
      const reason = { zh: '视频正在生成，结束后删除', en: 'being made at this moment; erased once it ends' };
      const until = new Date(clock.now().getTime() + HOUR_MS);
      return {
        erasable: jobs.length - running,
        kept: running === 0 ? [] : [{ count: running, reason, law: 'measures#11', until }],
      };
    },
    export: async function* ({ endUser }) {
      for (const { createdAt, ...job } of await listPersonal(database, endUser))
        yield { ...job, createdAt: createdAt.toISOString() };
    },
    erase: async ({ endUser }, { leave }) => await eraseBatch(unitOfWork, (tx) => deleteEnded(tx, endUser), leave),
  };
}

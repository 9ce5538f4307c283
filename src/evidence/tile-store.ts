import type { TileId } from '../ledger/index.ts';
import type { Sql } from '../store/index.ts';

/** Reads the tiles in one statement; the returned function answers `undefined` for those that are not stored. */
export async function readTiles(sql: Sql, tiles: readonly TileId[]): Promise<(tile: TileId) => Uint8Array | undefined> {
  const { rows } = await sql.query<{ level: number; index: string; hashes: Buffer }>(
    `select t.level, t.index, t.hashes
     from unnest($1::smallint[], $2::bigint[]) as wanted (level, index)
     join evidence_tile t on t.level = wanted.level and t.index = wanted.index`,
    [tiles.map(({ level }) => level), tiles.map(({ index }) => index)],
  );
  const byName = new Map(rows.map(({ level, index, hashes }) => [`${level}/${index}`, hashes]));
  return ({ level, index }) => byName.get(`${level}/${index}`);
}

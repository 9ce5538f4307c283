import type { lawConfidenceSchema } from '@hegui/contract';
import { Flex } from 'antd';
import { Link } from 'react-router';
import type { z } from 'zod';
import { Citation } from './citation.tsx';
import { ConfidenceTag } from './words.tsx';

interface SourcesProps {
  /** Obligations, such as `incident:4` or `measures:10.minors`. */
  readonly ids: readonly string[];
  readonly confidence: z.infer<typeof lawConfidenceSchema>;
}

/** Where the law asks for something, leading there, and how surely that was seen. */
export function Sources({ ids, confidence }: SourcesProps) {
  // Several obligations of one article are one place to a reader.
  const places = [...new Map(ids.map((id) => [id.replace(/(:\d+).*$/, '$1'), id] as const)).values()];
  return (
    <Flex gap={8} wrap align="center" style={{ fontSize: 13 }}>
      {places.map((id) => (
        <Link key={id} to={`/law?article=${id}`}>
          <Citation articles={[id]} />
        </Link>
      ))}
      <ConfidenceTag confidence={confidence} />
    </Flex>
  );
}

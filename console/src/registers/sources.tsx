import type { lawConfidenceSchema } from '@hegui/contract';
import { Flex } from 'antd';
import type { z } from 'zod';
import { Citation } from '../law/citation.tsx';
import { ConfidenceTag } from '../law/words.tsx';

interface SourcesProps {
  /** Such as `incident:4` or `measures:10.minors`. */
  readonly ids: readonly string[];
  readonly confidence: z.infer<typeof lawConfidenceSchema>;
}

/** Where something stands in the law, and how surely it was seen. */
export function Sources({ ids, confidence }: SourcesProps) {
  return (
    <Flex gap={6} wrap align="center">
      <span style={{ fontSize: 13 }}>
        <Citation articles={[...new Set(ids.map(articleOf))]} />
      </span>
      <ConfidenceTag confidence={confidence} />
    </Flex>
  );
}

/** Parts of standards and notices have names of Hegui's own, which nobody cites. */
const articleOf = (id: string): string => id.replace(/:(\d+).*$/, '#$1').replace(/:.*$/, '');

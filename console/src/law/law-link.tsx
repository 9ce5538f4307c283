import type { lawConfidenceSchema } from '@hegui/contract';
import { Flex } from 'antd';
import { Link } from 'react-router';
import type { z } from 'zod';
import { Citation } from './citation.tsx';
import { ConfidenceTag } from './words.tsx';

interface LawLinkProps {
  /** An obligation, such as `labelling:8`. */
  readonly id: string;
  readonly confidence: z.infer<typeof lawConfidenceSchema>;
}

/** Where the law asks for something, leading there, and how surely that was seen. */
export function LawLink({ id, confidence }: LawLinkProps) {
  return (
    <Flex gap={8} wrap align="center" style={{ fontSize: 13 }}>
      <Link to={`/law?article=${id}`}>
        <Citation articles={[id]} />
      </Link>
      <ConfidenceTag confidence={confidence} />
    </Flex>
  );
}

import type { LabelPreview, Policy } from '@hegui/contract';
import { Alert, Flex, Spin, Tabs, Typography } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../app/index.ts';
import { usePreview } from './queries.ts';

const TYPING_MS = 350;

/** How a mark looks on a picture and on a film's first frame, and how a sound begins, as the policy stands in the form. */
export function MarkPreview({ label, text }: { label: Policy['label']; text: ReactNode }) {
  const { t } = useTranslation('labels');
  const mark = useSettled(label.text);
  // What is no mark yet is told by the checks of the field; there is nothing to draw.
  const isMark = /人工智能|AI/.test(mark) && /生成|合成/.test(mark) && mark.length <= 100;
  const preview = usePreview(mark, isMark);
  const files = (show: (preview: LabelPreview) => ReactNode) => (
    <Files label={label} preview={preview} show={show} isPending={isMark && preview.isPending} />
  );
  return (
    <section aria-label={t('preview.title')} style={{ marginTop: 16 }}>
      <h3 style={{ fontSize: 14, margin: '0 0 2px' }}>{t('preview.title')}</h3>
      <Typography.Text type="secondary">{t('preview.help')}</Typography.Text>
      <Tabs
        size="small"
        items={[
          { key: 'text', label: t('preview.textTab'), children: text },
          {
            key: 'picture',
            label: t('preview.picture'),
            children: files(({ picture, drawn }) => (
              <Drawn image={picture} alt={t('preview.pictureAlt', { mark: drawn })} />
            )),
          },
          {
            key: 'film',
            label: t('preview.film'),
            children: files(({ film, drawn }) => (
              <Drawn
                image={film}
                alt={t('preview.filmAlt', { mark: drawn })}
                note={t('preview.filmNote', { seconds: film.seconds })}
              />
            )),
          },
          {
            key: 'sound',
            label: t('preview.sound'),
            children: files(({ sound }) => (
              <Flex vertical gap={8}>
                {/* biome-ignore lint/a11y/useMediaCaption: a tune and four tones; what they are is said beneath. */}
                <audio controls aria-label={t('preview.play')} src={`data:audio/wav;base64,${sound.wav}`} />
                <Typography.Text type="secondary">
                  {t('preview.soundNote', { seconds: sound.markSeconds })}
                </Typography.Text>
              </Flex>
            )),
          },
        ]}
      />
    </section>
  );
}

interface FilesProps {
  readonly label: Policy['label'];
  readonly preview: ReturnType<typeof usePreview>;
  readonly isPending: boolean;
  readonly show: (preview: LabelPreview) => ReactNode;
}

function Files({ label, preview, isPending, show }: FilesProps) {
  const { t } = useTranslation('labels');
  const { data } = preview;
  return (
    <Flex vertical gap={12} aria-busy={preview.isFetching}>
      {label.explicit === 'interface' && <Alert type="info" showIcon title={t('preview.byInterface')} />}
      <ProblemNotice error={preview.error} onRetry={() => void preview.refetch()} />
      {isPending && <Spin tip={t('preview.loading')} />}
      {data !== undefined && data.reason !== null && (
        <Alert type="warning" showIcon title={t('preview.otherWords', { drawn: data.drawn, reason: data.reason })} />
      )}
      {data !== undefined && show(data)}
    </Flex>
  );
}

function Drawn({ image, alt, note }: { image: LabelPreview['picture']; alt: string; note?: string }) {
  const { t } = useTranslation('labels');
  const { png, width, height, inkHeightPx: ink, inkHeightPxMin: least, contrast } = image;
  return (
    <figure style={{ margin: 0 }}>
      <img
        src={`data:image/png;base64,${png}`}
        alt={alt}
        width={width}
        height={height}
        style={{ maxWidth: '100%', height: 'auto', borderRadius: 8, display: 'block' }}
      />
      <figcaption style={{ marginTop: 6 }}>
        <Typography.Text type="secondary">
          {t('preview.measured', { ink, least, contrast })}
          {note === undefined ? '' : ` ${note}`}
        </Typography.Text>
      </figcaption>
    </figure>
  );
}

/** The text as it was a moment after the last key. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

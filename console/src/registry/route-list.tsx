import { ArrowDownOutlined, ArrowUpOutlined, CloseOutlined } from '@ant-design/icons';
import type { Upstream } from '@hegui/contract';
import { Button, Flex } from 'antd';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CircuitTag } from './circuit-tag.tsx';

interface RouteListProps {
  readonly ids: readonly string[];
  readonly upstreams: readonly Upstream[];
  readonly mayChange: boolean;
  readonly onChange: (ids: string[]) => void;
}

interface Move {
  readonly id: string;
  readonly to: number;
  readonly button: 'up' | 'down';
}

/** An ordered list whose rows move by buttons; the button keeps the focus and the new place is read out. */
export function RouteList({ ids, upstreams, mayChange, onChange }: RouteListProps) {
  const { t } = useTranslation('registry');
  const prefix = useId();
  const [moved, setMoved] = useState<Move | null>(null);
  const nameOf = (id: string) => upstreams.find((one) => one.id === id)?.name ?? t('route.unknown');

  useEffect(() => {
    if (moved !== null) document.getElementById(`${prefix}-${moved.button}-${moved.id}`)?.focus();
  }, [moved, prefix]);

  const move = (id: string, to: number) => {
    const from = ids.indexOf(id);
    const others = ids.filter((one) => one !== id);
    // At either end the button just used is disabled, so the other one takes the focus.
    const button = to === 0 ? 'down' : to === ids.length - 1 ? 'up' : to < from ? 'up' : 'down';
    setMoved({ id, to, button });
    onChange([...others.slice(0, to), id, ...others.slice(to)]);
  };
  return (
    <>
      <ol style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {ids.map((id, index) => {
          const upstream = upstreams.find((one) => one.id === id);
          const name = nameOf(id);
          return (
            <li key={id} style={{ padding: '10px 0', borderBottom: '1px solid var(--ant-color-border-secondary)' }}>
              <Flex gap={12} align="center">
                <strong style={{ width: 20, textAlign: 'right' }}>{index + 1}</strong>
                <div style={{ flex: 1, minWidth: 0 }}>
                  <Flex gap={8} align="center" wrap>
                    <span>{name}</span>
                    {upstream !== undefined && <CircuitTag health={upstream.health} />}
                  </Flex>
                  <span className="mono break-anywhere" style={{ color: 'var(--ant-color-text-secondary)' }}>
                    {upstream?.baseUrl}
                  </span>
                </div>
                {mayChange && (
                  <Flex gap={2}>
                    <Button
                      id={`${prefix}-up-${id}`}
                      type="text"
                      icon={<ArrowUpOutlined />}
                      disabled={index === 0}
                      aria-label={t('route.up', { name })}
                      onClick={() => move(id, index - 1)}
                    />
                    <Button
                      id={`${prefix}-down-${id}`}
                      type="text"
                      icon={<ArrowDownOutlined />}
                      disabled={index === ids.length - 1}
                      aria-label={t('route.down', { name })}
                      onClick={() => move(id, index + 1)}
                    />
                    <Button
                      type="text"
                      danger
                      icon={<CloseOutlined />}
                      aria-label={t('route.remove', { name })}
                      onClick={() => onChange(ids.filter((one) => one !== id))}
                    />
                  </Flex>
                )}
              </Flex>
            </li>
          );
        })}
      </ol>
      <span className="visually-hidden" aria-live="polite">
        {moved === null ? '' : t('route.moved', { name: nameOf(moved.id), position: moved.to + 1 })}
      </span>
    </>
  );
}

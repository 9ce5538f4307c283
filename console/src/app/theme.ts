import { type ThemeConfig, theme } from 'antd';

// Latin families first: those of Chinese fonts give curly quotes the width of a whole character.
export const fontFamily =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "DejaVu Sans", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif';
const fontFamilyCode =
  'ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono CJK SC", "Liberation Mono", monospace';

const reducedMotion = window.matchMedia('(prefers-reduced-motion: reduce)');

// antd's own third and fourth text colours fall below 4.5:1; these stay above it on every surface used here. Tints are
// given because those antd derives from such deep seeds come out muddy.
const light: ThemeConfig['token'] = {
  colorPrimary: '#0c6068',
  colorInfo: '#0c6068',
  colorLink: '#0b6a73',
  colorLinkHover: '#084c53',
  colorSuccess: '#1c7a45',
  colorWarning: '#98590a',
  colorError: '#b9302c',
  colorTextBase: '#14202b',
  colorTextSecondary: '#44525f',
  colorTextTertiary: '#566471',
  colorTextQuaternary: '#667380',
  colorTextDescription: '#566471',
  colorTextPlaceholder: '#667380',
  colorBgLayout: '#f3f6f7',
  colorBorderSecondary: '#e6ebed',
  colorPrimaryBg: '#e2f1f2',
  colorPrimaryBorder: '#9fd0d4',
  colorInfoBg: '#e8f3f4',
  colorInfoBorder: '#b4d9dc',
  colorSuccessBg: '#e9f6ee',
  colorSuccessBorder: '#b3dcc2',
  colorWarningBg: '#fdf4e3',
  colorWarningBorder: '#ebcd98',
  colorErrorBg: '#fdefee',
  colorErrorBorder: '#f0c1be',
};

const dark: ThemeConfig['token'] = {
  colorPrimary: '#2fa3ab',
  colorInfo: '#56c4cc',
  colorLink: '#5cc4cb',
  colorLinkHover: '#8ad9de',
  colorSuccess: '#4fbf7f',
  colorWarning: '#dfa040',
  colorError: '#ff948c',
  colorTextBase: '#e8eef1',
  colorTextSecondary: '#b7c2ca',
  colorTextTertiary: '#a3b0b9',
  colorTextQuaternary: '#95a3ad',
  colorTextDescription: '#a3b0b9',
  colorTextPlaceholder: '#95a3ad',
  colorBgLayout: '#0d1317',
  colorBgContainer: '#151d23',
  colorBgElevated: '#1c262d',
  colorBorder: '#3c4a54',
  colorBorderSecondary: '#27323a',
  colorPrimaryBg: '#12343a',
  colorPrimaryBorder: '#1f5d65',
  colorInfoBg: '#12303a',
  colorInfoBorder: '#1f5264',
  colorSuccessBg: '#12301f',
  colorSuccessBorder: '#235c3c',
  colorWarningBg: '#33260f',
  colorWarningBorder: '#63491b',
  colorErrorBg: '#391a19',
  colorErrorBorder: '#6e302d',
};

/** antd's tokens: a dense, calm look in one deep blue-green, legible (WCAG AA) in both appearances. */
export function themeOf(isDark: boolean): ThemeConfig {
  return {
    algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      ...(isDark ? dark : light),
      fontFamily,
      fontFamilyCode,
      borderRadius: 6,
      controlHeight: 34,
      motion: !reducedMotion.matches,
      ...(isDark ? { colorTextLightSolid: '#071a1d' } : {}),
    },
    components: {
      Layout: {
        headerHeight: 56,
        headerPadding: '0 20px',
        headerBg: isDark ? '#151d23' : '#ffffff',
        siderBg: isDark ? '#10171c' : '#0d2b31',
        bodyBg: isDark ? '#0d1317' : '#f3f6f7',
      },
      Menu: {
        darkItemBg: isDark ? '#10171c' : '#0d2b31',
        darkItemSelectedBg: '#13727b',
        darkItemSelectedColor: '#ffffff',
        darkItemColor: '#c6d5d9',
        darkGroupTitleColor: '#93aab0',
        itemHeight: 38,
      },
      Table: { cellPaddingBlockMD: 10, headerBg: isDark ? '#1a242b' : '#f5f8f8' },
      Card: { headerFontSize: 15 },
      // antd takes the primary colour for words here, which is made for what lies behind words.
      Tabs: isDark ? { itemSelectedColor: '#5cc4cb', itemHoverColor: '#7fd6dc', itemActiveColor: '#5cc4cb' } : {},
      Tooltip: { colorTextLightSolid: '#ffffff', colorBgSpotlight: isDark ? '#2a3843' : '#1c2b35' },
    },
  };
}

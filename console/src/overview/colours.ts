/** The charts' colours; told apart by lightness as well as by hue. */
export const chartColours = (isDark: boolean) =>
  isDark
    ? { passed: '#2fa3ab', refused: '#f07a72', cut: '#dfa040', failed: '#8b98a3', text: '#b7c2ca', line: '#2a3842' }
    : { passed: '#0c7a84', refused: '#b9302c', cut: '#d08a1d', failed: '#7b8894', text: '#44525f', line: '#e0e6e9' };

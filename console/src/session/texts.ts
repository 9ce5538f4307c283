import { defineTexts } from '../i18n/define-texts.ts';

export const sessionTexts = defineTexts({
  zh: {
    title: '登录',
    description: '合规控制台，供提供者的工作人员使用。',
    username: '用户名',
    password: '密码',
    usernameMissing: '请输入用户名',
    passwordMissing: '请输入密码',
    submit: '登录',
    labelCheck: '无需登录：查验文件的 AI 生成标识',
    locked: '账户暂时锁定',
    lockedUntil: '登录失败次数过多。{{time}} 之后可以再试（还有 {{left}}），或请管理员在“人员”页解锁。',
    lockOver: '锁定时间已过，可以再试。',
  },
  en: {
    title: 'Sign in',
    description: "The console for the provider's staff.",
    username: 'User name',
    password: 'Password',
    usernameMissing: 'Enter your user name',
    passwordMissing: 'Enter your password',
    submit: 'Sign in',
    labelCheck: 'Without signing in: check the AI label of a file',
    locked: 'The account is locked for a while',
    lockedUntil:
      'Too many sign-ins failed. Try again after {{time}} ({{left}} left), or ask an administrator to unlock it under Staff.',
    lockOver: 'The lock is over; you can try again.',
  },
});

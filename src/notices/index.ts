export { channelsOf, emailChannel, signWebhook, smsChannel, webhookChannel } from './channels.ts';
export {
  type Channel,
  ChannelFault,
  type NoticeChannel,
  type NoticeContent,
  type NoticeRequest,
  type NoticeRow,
  type NoticesParts,
} from './model.ts';
export { Notices, type PreparedNotice } from './notices.ts';
export { retainedNotices } from './personal/retained.ts';

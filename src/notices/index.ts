export { channelsOf, emailChannel, smsChannel, webhookChannel } from './channels.ts';
export {
  type Channel,
  ChannelFault,
  type EventRequest,
  type NoticeChannel,
  type NoticeContent,
  type NoticeRequest,
  type NoticeRow,
  type NoticesParts,
} from './model.ts';
export { Notices, type PreparedNotice } from './notices.ts';
export { retainedNotices } from './personal/retained.ts';
export { registerWebhookRoutes, type WebhookRoutesParts } from './webhooks/routes.ts';
export { Webhooks } from './webhooks/webhooks.ts';

export { openForApp, type ReceiptsOfApps, submissionKeyOf } from './app-requests.ts';
export { type Captcha, type Challenge, isPuzzleSolved, noChallenge, puzzleChallenge, sumCaptcha } from './challenge.ts';
export { darkPalette, lightPalette } from './colours.ts';
export { type FormFault, type FormField, type FormReading, readForm, renderForm, sizeText } from './form.ts';
export { FormTokens } from './form-tokens.ts';
export { withoutChallenge } from './forms.ts';
export { escapeHtml, Html, type HtmlValue, html, paragraphs } from './html.ts';
export {
  definePortalTexts,
  faultyKeys,
  fill,
  languageWanted,
  PORTAL_LANGUAGES,
  type PortalLanguage,
  type PortalTexts,
  type TextTree,
} from './languages.ts';
export { portalUrl } from './layout.ts';
export type {
  FormBody,
  FormState,
  PortalAnswer,
  PortalArea,
  PortalBrand,
  PortalPage,
  PortalSubmission,
  PortalVisit,
  SendingLimit,
  SubmittedForm,
} from './model.ts';
export { momentText } from './moments.ts';
export { plainText } from './plain-text.ts';
export { type ReceiptArea, ReceiptPages } from './receipt-pages.ts';
export { cleanReceipt, groupReceipt, type IssuedReceipt, type Receipt, Receipts } from './receipts.ts';
export { type PortalParts, registerPortal } from './register-portal.ts';
export { registerPortalSettingsRoutes } from './routes.ts';
export { clamdScanner, noScanner, type Scanner } from './scanner.ts';
export { PortalSettingsService } from './settings.ts';
export { portalTexts } from './texts.ts';
export {
  checkFiles,
  downloadHeaders,
  FILE_BYTES_MAX,
  FILES_MAX,
  safeFileName,
  typeOfBytes,
  UPLOAD_BYTES_MAX,
  type UploadedFile,
} from './uploads.ts';
export { type LinkedUser, USER_LINK, USER_LINK_MS, UserLinks } from './user-links.ts';

import { z } from 'zod';
import { confirm, id, plain, slackFile, webUrl } from './composition.js';
import * as inputs from './inputs.js';
import * as menus from './menus.js';

export const button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  action_id: id.optional(),
  value: z.string().min(1).max(2000).optional(),
  url: webUrl.optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirm.optional(),
  accessibility_label: z.string().min(1).max(75).optional(),
});

export const image = z
  .strictObject({
    type: z.literal('image'),
    alt_text: z.string().min(1).max(2000),
    image_url: webUrl.optional(),
    slack_file: slackFile.optional(),
  })
  .refine((one) => (one.image_url === undefined) !== (one.slack_file === undefined), {
    error: 'must define either `image_url` or `slack_file`',
  });

const feedbackButton = z.strictObject({
  text: plain(75),
  value: z.string().min(1).max(2000),
  accessibility_label: z.string().min(1).max(75).optional(),
});

export const feedbackButtons = z.strictObject({
  type: z.literal('feedback_buttons'),
  action_id: id.optional(),
  positive_button: feedbackButton,
  negative_button: feedbackButton,
});

export const iconButton = z.strictObject({
  type: z.literal('icon_button'),
  action_id: id.optional(),
  icon: z.literal('trash'),
  text: plain(75),
  value: z.string().min(1).max(2000).optional(),
  confirm: confirm.optional(),
  accessibility_label: z.string().min(1).max(75).optional(),
  visible_to_user_ids: z.array(z.string()).optional(),
});

const selects = [
  menus.staticSelect,
  menus.externalSelect,
  menus.usersSelect,
  menus.channelsSelect,
  menus.conversationsSelect,
  menus.multiStaticSelect,
  menus.multiExternalSelect,
  menus.multiUsersSelect,
  menus.multiChannelsSelect,
  menus.multiConversationsSelect,
] as const;

/** What may stand beside a section. */
export const accessory = z.discriminatedUnion('type', [
  button,
  image,
  menus.checkboxes,
  menus.radioButtons,
  menus.overflow,
  inputs.datepicker,
  inputs.timepicker,
  ...selects,
]);

/** What may stand in an actions block. */
export const action = z.discriminatedUnion('type', [
  button,
  menus.checkboxes,
  menus.radioButtons,
  menus.overflow,
  inputs.datepicker,
  inputs.timepicker,
  inputs.datetimepicker,
  inputs.richTextInput,
  ...selects,
]);

/** What an input block may ask for. */
export const input = z.discriminatedUnion('type', [
  menus.checkboxes,
  menus.radioButtons,
  inputs.datepicker,
  inputs.timepicker,
  inputs.datetimepicker,
  inputs.plainTextInput,
  inputs.emailInput,
  inputs.urlInput,
  inputs.numberInput,
  inputs.richTextInput,
  inputs.fileInput,
  ...selects,
]);

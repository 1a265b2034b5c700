import { z } from 'zod';
import {
  confirm,
  conversationFilter,
  id,
  option,
  optionGroup,
  overflowOption,
  plain,
  richOption,
} from './composition.js';

const menu = {
  action_id: id.optional(),
  confirm: confirm.optional(),
  focus_on_load: z.boolean().optional(),
  placeholder: plain(150).optional(),
};
const several = { ...menu, max_selected_items: z.int().min(1).optional() };
const respondable = { response_url_enabled: z.boolean().optional() };
const options = z.array(option).min(1).max(100).optional();
const groups = z.array(optionGroup).min(1).max(100).optional();

interface Choice {
  readonly options?: readonly { readonly value: string }[] | undefined;
  readonly option_groups?:
    readonly { readonly options: readonly { readonly value: string }[] }[] | undefined;
}

/** Exactly one way of giving the options, and initial ones that are among them. */
function checkChoice(
  choice: Choice,
  initial: readonly { readonly value: string }[],
  context: z.RefinementCtx,
): void {
  if ((choice.options === undefined) === (choice.option_groups === undefined))
    context.addIssue({
      code: 'custom',
      message: 'must define either `options` or `option_groups`',
    });
  const offered = [
    ...(choice.options ?? []),
    ...(choice.option_groups ?? []).flatMap((group) => group.options),
  ].map(({ value }) => value);
  for (const { value } of initial)
    if (!offered.includes(value))
      context.addIssue({ code: 'custom', message: `initial option "${value}" is not an option` });
}

export const staticSelect = z
  .strictObject({
    type: z.literal('static_select'),
    ...menu,
    options,
    option_groups: groups,
    initial_option: option.optional(),
  })
  .superRefine((select, context) => {
    checkChoice(
      select,
      select.initial_option === undefined ? [] : [select.initial_option],
      context,
    );
  });

export const multiStaticSelect = z
  .strictObject({
    type: z.literal('multi_static_select'),
    ...several,
    options,
    option_groups: groups,
    initial_options: z.array(option).min(1).optional(),
  })
  .superRefine((select, context) => {
    checkChoice(select, select.initial_options ?? [], context);
  });

export const externalSelect = z.strictObject({
  type: z.literal('external_select'),
  ...menu,
  initial_option: option.optional(),
  min_query_length: z.int().min(0).optional(),
});

export const multiExternalSelect = z.strictObject({
  type: z.literal('multi_external_select'),
  ...several,
  initial_options: z.array(option).min(1).optional(),
  min_query_length: z.int().min(0).optional(),
});

export const usersSelect = z.strictObject({
  type: z.literal('users_select'),
  ...menu,
  initial_user: z.string().optional(),
});

export const multiUsersSelect = z.strictObject({
  type: z.literal('multi_users_select'),
  ...several,
  initial_users: z.array(z.string()).optional(),
});

export const channelsSelect = z.strictObject({
  type: z.literal('channels_select'),
  ...menu,
  ...respondable,
  initial_channel: z.string().optional(),
});

export const multiChannelsSelect = z.strictObject({
  type: z.literal('multi_channels_select'),
  ...several,
  initial_channels: z.array(z.string()).optional(),
});

export const conversationsSelect = z.strictObject({
  type: z.literal('conversations_select'),
  ...menu,
  ...respondable,
  initial_conversation: z.string().optional(),
  default_to_current_conversation: z.boolean().optional(),
  filter: conversationFilter.optional(),
});

export const multiConversationsSelect = z.strictObject({
  type: z.literal('multi_conversations_select'),
  ...several,
  initial_conversations: z.array(z.string()).optional(),
  default_to_current_conversation: z.boolean().optional(),
  filter: conversationFilter.optional(),
});

export const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: id.optional(),
  confirm: confirm.optional(),
  options: z.array(overflowOption).min(1).max(5),
});

const choices = {
  action_id: id.optional(),
  confirm: confirm.optional(),
  focus_on_load: z.boolean().optional(),
  options: z.array(richOption).min(1).max(10),
};

export const checkboxes = z
  .strictObject({
    type: z.literal('checkboxes'),
    ...choices,
    initial_options: z.array(richOption).min(1).optional(),
  })
  .superRefine((boxes, context) => {
    checkChoice(boxes, boxes.initial_options ?? [], context);
  });

export const radioButtons = z
  .strictObject({
    type: z.literal('radio_buttons'),
    ...choices,
    initial_option: richOption.optional(),
  })
  .superRefine((radio, context) => {
    checkChoice(radio, radio.initial_option === undefined ? [] : [radio.initial_option], context);
  });

import { basics } from './basics.js';
import { chatChange } from './chat-change.js';
import { chatPost } from './chat-post.js';
import { conversationHistory } from './conversation-history.js';
import { conversations } from './conversations.js';
import { files } from './files.js';
import type { Method } from './method.js';
import { people } from './people.js';
import { views } from './views.js';

/** Every method that the local Slack has, but apps.connections.open, which its sockets add. */
export const methods: Readonly<Record<string, Method>> = {
  ...basics,
  ...chatPost,
  ...chatChange,
  ...conversations,
  ...conversationHistory,
  ...people,
  ...views,
  ...files,
};

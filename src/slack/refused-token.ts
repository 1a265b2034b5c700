/** What a person has to do about a bot token that Slack refuses; `error` is Slack's own word. */
export function botTokenRefused(error: string): string {
  return `Slack refuses the bot token (${error}). Copy the Bot User OAuth Token (xoxb-…) of the installed app into SLACK_BOT_TOKEN, then start pgrepl again.`;
}

/** The same for the app-level token of Socket Mode. */
export function appTokenRefused(error: string): string {
  return `Slack refuses the app-level token (${error}). Make one with the scope connections:write under the app's Basic Information, see that Socket Mode is enabled, set SLACK_APP_TOKEN (xapp-…), then start pgrepl again.`;
}

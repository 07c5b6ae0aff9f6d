/** `postgres://u:pw@h` up to the last @ of the word: a password that nobody encoded may hold one, or a slash. */
const inAuthority = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:@/?#"']*):[^\s"']*@/gi;
const inQuery = /([?&](?:[\w-]*[_-])?(?:password|passwd|pwd|token|secret|key|apikey|signature|sig)=)[^&#\s"']+/gi;

/** A text in which URLs have no passwords, for messages: `postgres://u:pw@h/d` becomes `postgres://u:***@h/d`. */
export function withoutPasswords(text: string): string {
  return text.replace(inAuthority, "$1:***@").replace(inQuery, "$1***");
}

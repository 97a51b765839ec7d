// Who and what the selects of people and conversations offer a reader.

const sign = (channel) => (channel.is_private ? "🔒 " : "#");

const named = (channel) => ({ id: channel.id, label: `${sign(channel)}${channel.name}` });

/** Rosters of {id, label} by the select's type, as Slack's client fills them. */
export const ROSTERS = {
  users_select: ({ people, nameOf }) => people.map(({ id }) => ({ id, label: nameOf(id) })),
  channels_select: ({ channels }) =>
    channels.filter((channel) => kindOf(channel) === "public" && !channel.is_archived).map(named),
  conversations_select: (reader, { filter }) =>
    reader.channels
      .filter((channel) => !channel.is_archived && suits(channel, filter, reader))
      .map((channel) => (channel.is_im ? direct(channel, reader) : named(channel))),
};

function direct({ id, user }, { nameOf }) {
  return { id, label: nameOf(user) ?? user };
}

function kindOf({ is_im: isDirect, is_mpim: isGroup, is_private: isPrivate }) {
  if (isDirect) return "im";
  if (isGroup) return "mpim";
  return isPrivate ? "private" : "public";
}

function suits(channel, filter, { people }) {
  if (filter?.exclude_external_shared_channels && channel.is_ext_shared) return false;
  // The app's own conversation is with a bot, which stands in no list of people.
  const isBots = channel.is_im && !people.some(({ id, is_bot: isBot }) => id === channel.user && !isBot);
  if (filter?.exclude_bot_users && isBots) return false;
  return !filter?.include || filter.include.includes(kindOf(channel));
}

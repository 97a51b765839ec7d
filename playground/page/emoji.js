// The everyday emoji by their shortcodes.

const SIGNS = `
smile 😄 smiley 😃 grinning 😀 grin 😁 laughing 😆 joy 😂 slightly_smiling_face 🙂 upside_down_face 🙃 wink 😉 blush 😊
heart_eyes 😍 thinking_face 🤔 neutral_face 😐 expressionless 😑 slightly_frowning_face 🙁 white_frowning_face ☹️
frowning 😦 worried 😟 confused 😕 disappointed 😞 cry 😢 sob 😭 angry 😠 rage 😡 scream 😱 sweat_smile 😅 sunglasses 😎
sleeping 😴 wave 👋 +1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 clap 👏 raised_hands 🙌 pray 🙏 handshake 🤝 ok_hand 👌 muscle 💪
point_right 👉 point_left 👈 point_up ☝️ point_down 👇 eyes 👀 heart ❤️ broken_heart 💔 star ⭐ star2 🌟 sparkles ✨ fire 🔥
tada 🎉 rocket 🚀 bulb 💡 zap ⚡ boom 💥 100 💯 warning ⚠️ rotating_light 🚨 no_entry ⛔ no_entry_sign 🚫 x ❌
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ question ❓ exclamation ❗ information_source ℹ️
red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡 large_green_circle 🟢 large_blue_circle 🔵 white_circle ⚪
black_circle ⚫ calendar 📆 date 📅 spiral_calendar_pad 🗓️ alarm_clock ⏰ hourglass ⌛ hourglass_flowing_sand ⏳ clock9 🕘 stopwatch ⏱️
telephone_receiver 📞 phone ☎️ iphone 📱 email ✉️ envelope ✉️ inbox_tray 📥 outbox_tray 📤 mailbox 📫 fax 📠
memo 📝 pencil ✏️ pencil2 ✏️ clipboard 📋 page_facing_up 📄 paperclip 📎 pushpin 📌 round_pushpin 📍 bookmark 🔖 label 🏷️
file_folder 📁 open_file_folder 📂 card_index 📇 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 bar_chart 📊
mag 🔍 lock 🔒 unlock 🔓 key 🔑 link 🔗 gear ⚙️ wrench 🔧 hammer 🔨 bell 🔔 no_bell 🔕 mega 📣 loudspeaker 📢
speech_balloon 💬 thought_balloon 💭 bust_in_silhouette 👤 busts_in_silhouette 👥 office 🏢 house 🏠 briefcase 💼 moneybag 💰
dollar 💵 euro 💶 credit_card 💳 package 📦 gift 🎁 trophy 🏆 dart 🎯 seedling 🌱 deciduous_tree 🌳 sunny ☀️ cloud ☁️
palm_tree 🌴 coffee ☕ beach_with_umbrella 🏖️ face_with_thermometer 🤒 arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️
arrow_down ⬇️ arrows_counterclockwise 🔄 repeat 🔁 leftwards_arrow_with_hook ↩️ heavy_plus_sign ➕ heavy_minus_sign ➖
large_green_square 🟩 large_yellow_square 🟨 large_red_square 🟥 one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣
`;

const BY_NAME = new Map();
for (const [, name, sign] of SIGNS.matchAll(/(\S+) (\S+)/g)) BY_NAME.set(name, sign);

/** The character of a shortcode's name, or the shortcode itself if it isn't known here. */
export function emoji(name) {
  return BY_NAME.get(name) ?? `:${name}:`;
}

/** A plain text with its shortcodes as characters. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (_, name) => emoji(name));
}

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
relaxed ☺️ yum 😋 stuck_out_tongue 😛 kissing_heart 😘 hugging_face 🤗 star-struck 🤩 partying_face 🥳 relieved 😌 pensive 😔
smirk 😏 unamused 😒 face_with_rolling_eyes 🙄 grimacing 😬 zipper_mouth_face 🤐 shushing_face 🤫 lying_face 🤥 exploding_head 🤯
flushed 😳 astonished 😲 open_mouth 😮 hushed 😯 cold_sweat 😰 fearful 😨 sweat 😓 weary 😩 tired_face 😫 triumph 😤
rolling_on_the_floor_laughing 🤣 innocent 😇 melting_face 🫠 saluting_face 🫡 face_with_monocle 🧐 nerd_face 🤓 mask 😷 dizzy_face 😵
robot_face 🤖 ghost 👻 alien 👽 skull 💀 poop 💩 hankey 💩 clown_face 🤡 see_no_evil 🙈 hear_no_evil 🙉 speak_no_evil 🙊
v ✌️ crossed_fingers 🤞 fist ✊ facepunch 👊 raised_hand ✋ hand ✋ the_horns 🤘 call_me_hand 🤙 writing_hand ✍️ palms_up_together 🤲
shrug 🤷 face_palm 🤦 man 👨 woman 👩 person_in_tuxedo 🤵 technologist 🧑‍💻 brain 🧠 baby 👶 family 👪 runner 🏃 dancer 💃 walking 🚶
orange_heart 🧡 yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 black_heart 🖤 white_heart 🤍 two_hearts 💕 sparkling_heart 💖
white_large_square ⬜ black_large_square ⬛ large_blue_square 🟦 large_orange_square 🟧 large_purple_circle 🟣 large_purple_square 🟪
large_brown_circle 🟤 small_red_triangle 🔺 small_blue_diamond 🔹 small_orange_diamond 🔸 large_blue_diamond 🔷 radio_button 🔘 o ⭕
negative_squared_cross_mark ❎ heavy_multiplication_x ✖️ heavy_exclamation_mark ❗ bangbang ‼️ interrobang ⁉️ grey_question ❔
grey_exclamation ❕ octagonal_sign 🛑 construction 🚧 sos 🆘 new 🆕 free 🆓 up 🆙 ok 🆗 cool 🆒 end 🔚 soon 🔜 top 🔝 on 🔛 back 🔙
zero 0️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ keycap_ten 🔟 hash #️⃣ 1234 🔢 abc 🔤 tm ™️ copyright ©️ registered ®️ infinity ♾️
arrow_upper_right ↗️ arrow_lower_right ↘️ arrow_lower_left ↙️ arrow_upper_left ↖️ left_right_arrow ↔️ arrow_up_down ↕️
arrow_forward ▶️ arrow_backward ◀️ fast_forward ⏩ rewind ⏪ double_vertical_bar ⏸️ black_square_for_stop ⏹️ arrows_clockwise 🔃
twisted_rightwards_arrows 🔀 arrow_right_hook ↪️ arrow_heading_up ⤴️ arrow_heading_down ⤵️ wastebasket 🗑️ scissors ✂️ paintbrush 🖌️
straight_ruler 📏 triangular_ruler 📐 books 📚 book 📖 open_book 📖 notebook 📓 ledger 📒 newspaper 📰 scroll 📜 page_with_curl 📃
bookmark_tabs 📑 card_file_box 🗃️ file_cabinet 🗄️ linked_paperclips 🖇️ lower_left_ballpoint_pen 🖊️ crayon 🖍️ spiral_note_pad 🗒️
computer 💻 desktop_computer 🖥️ keyboard ⌨️ printer 🖨️ floppy_disk 💾 cd 💿 battery 🔋 electric_plug 🔌 satellite 🛰️ tv 📺 camera 📷
video_camera 📹 movie_camera 🎥 microphone 🎤 headphones 🎧 musical_note 🎵 art 🎨 video_game 🎮 jigsaw 🧩 microscope 🔬 telescope 🔭
test_tube 🧪 dna 🧬 pill 💊 syringe 💉 hospital 🏥 ambulance 🚑 fire_engine 🚒 police_car 🚓 car 🚗 taxi 🚕 bus 🚌 truck 🚚 ship 🚢
airplane ✈️ train 🚆 bike 🚲 anchor ⚓ fuelpump ⛽ world_map 🗺️ earth_africa 🌍 earth_americas 🌎 earth_asia 🌏 globe_with_meridians 🌐
shield 🛡️ crossed_swords ⚔️ toolbox 🧰 nut_and_bolt 🔩 chains ⛓️ magnet 🧲 ladder 🪜 closed_lock_with_key 🔐 old_key 🗝️ door 🚪
scales ⚖️ balance_scale ⚖️ bank 🏦 factory 🏭 department_store 🏬 convenience_store 🏪 school 🏫 hotel 🏨 house_with_garden 🏡
money_with_wings 💸 yen 💴 pound 💷 heavy_dollar_sign 💲 receipt 🧾 chart 💹 shopping_trolley 🛒 shopping_bags 🛍️ ticket 🎫
medal 🎖️ sports_medal 🏅 first_place_medal 🥇 second_place_medal 🥈 third_place_medal 🥉 crown 👑 gem 💎 balloon 🎈 confetti_ball 🎊
birthday 🎂 cake 🍰 beers 🍻 beer 🍺 champagne 🍾 clinking_glasses 🥂 wine_glass 🍷 tea 🍵 pizza 🍕 hamburger 🍔 doughnut 🍩 cookie 🍪
apple 🍎 banana 🍌 lemon 🍋 avocado 🥑 taco 🌮 popcorn 🍿 rice 🍚 ramen 🍜 sushi 🍣 dog 🐶 cat 🐱 mouse 🐭 bear 🐻 panda_face 🐼
fox_face 🦊 lion_face 🦁 tiger 🐯 cow 🐮 pig 🐷 frog 🐸 monkey 🐒 chicken 🐔 penguin 🐧 bird 🐦 eagle 🦅 owl 🦉 unicorn_face 🦄 bee 🐝
bug 🐛 beetle 🪲 butterfly 🦋 snail 🐌 turtle 🐢 snake 🐍 octopus 🐙 crab 🦀 whale 🐳 dolphin 🐬 fish 🐟 shark 🦈 dragon 🐉 elephant 🐘
evergreen_tree 🌲 cactus 🌵 four_leaf_clover 🍀 leaves 🍃 fallen_leaf 🍂 maple_leaf 🍁 herb 🌿 rose 🌹 tulip 🌷 sunflower 🌻 blossom 🌼
cherry_blossom 🌸 bouquet 💐 mountain ⛰️ ocean 🌊 rainbow 🌈 snowflake ❄️ snowman ⛄ umbrella ☂️ rain_cloud 🌧️ thunder_cloud_and_rain ⛈️
partly_sunny ⛅ tornado 🌪️ crescent_moon 🌙 full_moon 🌕 sun_with_face 🌞 comet ☄️ milky_way 🌌 droplet 💧 christmas_tree 🎄 jack_o_lantern 🎃
soccer ⚽ basketball 🏀 football 🏈 baseball ⚾ tennis 🎾 checkered_flag 🏁 triangular_flag_on_post 🚩 waving_white_flag 🏳️
crossed_flags 🎌 rainbow-flag 🏳️‍🌈 slot_machine 🎰 game_die 🎲 crystal_ball 🔮 magic_wand 🪄 compass 🧭 thermometer 🌡️ broom 🧹 bed 🛏️
clock1 🕐 clock2 🕑 clock3 🕒 clock4 🕓 clock5 🕔 clock6 🕕 clock7 🕖 clock8 🕗 clock10 🕙 clock11 🕚 clock12 🕛 timer_clock ⏲️ watch ⌚
calling 📲 pager 📟 vibration_mode 📳 mute 🔇 sound 🔉 speaker 🔈 loud_sound 🔊 postbox 📮 incoming_envelope 📨 envelope_with_arrow 📩
love_letter 💌 left_speech_bubble 🗨️ right_anger_bubble 🗯️ anger 💢 zzz 💤 dash 💨 sweat_drops 💦 hole 🕳️ bomb 💣 footprints 👣
male-technologist 👨‍💻 female-technologist 👩‍💻 male-office-worker 👨‍💼 female-office-worker 👩‍💼 standing_person 🧍 raising_hand 🙋
`;

const BY_NAME = new Map();
for (const [, name, sign] of SIGNS.matchAll(/(\S+) (\S+)/g)) BY_NAME.set(name, sign);

const SHORTCODE = /:([a-z0-9_+'-]+):(?::skin-tone-([2-6]):)?/g;
const FIRST_TONE = 0x1f3fb; // "skin-tone-2" is the first of Unicode's five
const FIRST_FLAG_LETTER = 0x1f1e6;

/** The character of a shortcode's name, or the shortcode itself if it isn't known here. */
export function emoji(name, tone = null) {
  const [plain, said] = name.split("::skin-tone-");
  const sign = BY_NAME.get(plain) ?? flag(plain);
  const wanted = Number(tone ?? said ?? 0);
  if (!sign) return `:${plain}:${wanted ? `:skin-tone-${wanted}:` : ""}`;
  const takesTone = wanted > 1 && /^\p{Emoji_Modifier_Base}/u.test(sign);
  return takesTone ? [...sign][0] + String.fromCodePoint(FIRST_TONE + wanted - 2) : sign;
}

/** A text with its shortcodes as characters. */
export function withEmoji(text) {
  return text.replace(SHORTCODE, (_, name, tone) => emoji(name, tone));
}

/** The words of a plain_text object, whose shortcodes are emoji unless it says otherwise. */
export function plainWords({ text, emoji: takesEmoji }) {
  return takesEmoji === false ? text : withEmoji(text);
}

function flag(name) {
  const [, country] = /^flag-([a-z]{2})$/.exec(name) ?? [];
  if (!country) return undefined;
  const letters = [...country].map((letter) => FIRST_FLAG_LETTER + letter.charCodeAt(0) - 97);
  return String.fromCodePoint(...letters);
}

/** Further ways to write a character as two or three parts, each as character and parts; written by hand, where the derived ones lack them. */
export const MORE_PARTS: readonly string[] = [
  // The same part twice or three times, or on both sides of another.
  '犇牛牛牛 骉马马马 靐雷雷雷 赑贝贝贝 芔艹十十 拜手手 夹二大 爽大乂乂 噩王口口 器口犬口 弱弓弓 竹个个',
  '辨辛刂辛 辨辛丿辛 班王刂王 衡行鱼 赢亡口贝',
  // Under the same roof.
  '春三人日 奏三人天 泰三人水 秦三人禾 奉三人丰 原厂泉 压厂土 石丆口 页丆贝 免刀口儿 争刀彐 兔刀口 象刀口',
  '共井八 具直八 兴丷八 曾丷日 首丷自 前丷月刂 兑丷兄 关丷天 并丷开 养羊介 善羊口 寒宀井冫 那月阝 部音阝 乡纟丿',
  // Simply seen another way.
  '卡上下 王三丨 玉王丶 主丶王 里甲二 言二二口 步止少 考耂丂 幸土羊 幸土干 余人于八 散龷月攵 载十戈车 饰饣布 革廿口十',
  '黑里灬 熏千黑 甫十月 慕莫小 插扌千臼',
];

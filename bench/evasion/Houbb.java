import com.github.houbb.sensitive.word.api.IWordAllow;
import com.github.houbb.sensitive.word.api.IWordDeny;
import com.github.houbb.sensitive.word.api.IWordResult;
import com.github.houbb.sensitive.word.bs.SensitiveWordBs;
import com.github.houbb.sensitive.word.support.ignore.SensitiveWordCharIgnores;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/** Houbb TERMS TEXTS OUT: a line of OUT holds the hits of a line of TEXTS, as start,end;start,end. */
public class Houbb {
  public static void main(String[] args) throws Exception {
    final List<String> terms = Files.readAllLines(Path.of(args[0]), StandardCharsets.UTF_8);
    IWordDeny deny = () -> terms;
    IWordAllow allow = () -> Collections.emptyList();
    SensitiveWordBs words = SensitiveWordBs.newInstance()
        .wordDeny(deny)
        .wordAllow(allow)
        .ignoreCase(true)
        .ignoreWidth(true)
        .ignoreNumStyle(true)
        .ignoreChineseStyle(true)
        .ignoreEnglishStyle(true)
        .ignoreRepeat(true)
        .enableWordCheck(true)
        .enableNumCheck(false)
        .enableEmailCheck(false)
        .enableUrlCheck(false)
        .enableIpv4Check(false)
        .charIgnore(SensitiveWordCharIgnores.specialChars())
        .init();
    List<String> texts = Files.readAllLines(Path.of(args[1]), StandardCharsets.UTF_8);
    try (PrintWriter out = new PrintWriter(args[2], StandardCharsets.UTF_8)) {
      for (String line : texts) {
        StringBuilder hits = new StringBuilder();
        for (IWordResult hit : words.findAll(line.replace("\u2424", "\n"),
            com.github.houbb.sensitive.word.support.result.WordResultHandlers.raw())) {
          hits.append(hit.startIndex()).append(',').append(hit.endIndex()).append(';');
        }
        out.println(hits);
      }
    }
  }
}

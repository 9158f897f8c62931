package org.ot4j.data;

import java.io.IOException;
import java.util.regex.Pattern;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/** Keeps what a reader warns of where part of a picture is lost, which it fills with grey. */
final class Damage implements IIOReadWarningListener {
    /** libjpeg's words, and those of the JDK's GIF reader. */
    private static final Pattern LOST =
            Pattern.compile(
                    "(?i)premature end|bad huffman|corrupt jpeg data: (?!\\d+ extraneous)"
                            + "|empty jpeg|ended prematurely|unexpected end");

    /** A progressive JPEG without its end lacks scans; of another kind nothing may be missing. */
    private static final Pattern NO_END = Pattern.compile("(?i)missing EOI");

    private final boolean progressive;
    private String first;

    Damage(boolean progressive) {
        this.progressive = progressive;
    }

    @Override
    public void warningOccurred(ImageReader source, String warning) {
        boolean lost =
                LOST.matcher(warning).find() || (progressive && NO_END.matcher(warning).find());
        if (first == null && lost) {
            first = warning;
        }
    }

    void check() throws IOException {
        if (first != null) {
            throw new IOException("it is damaged or cut short (" + first + ")");
        }
    }
}

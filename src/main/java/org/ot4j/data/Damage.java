package org.ot4j.data;

import java.io.IOException;
import java.util.regex.Pattern;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/** Keeps a reader's warning about a lost part of a picture, which the reader fills with grey. */
final class Damage implements IIOReadWarningListener {
    /** Messages of libjpeg and of the JDK's GIF reader. */
    private static final Pattern LOST =
            Pattern.compile(
                    "(?i)premature end|bad huffman|corrupt jpeg data: (?!\\d+ extraneous)"
                            + "|empty jpeg|ended prematurely|unexpected end");

    /** A progressive JPEG without its end lacks scans; a JPEG of another kind may be complete. */
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

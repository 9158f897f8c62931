package org.ot4j.kernel.display;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;

/** Pictures as PNG. */
final class Pictures {
    private Pictures() {}

    static Map<String, Object> bundle(BufferedImage image) throws IOException {
        var bundle = new LinkedHashMap<String, Object>();
        bundle.put("image/png", png(image));
        bundle.put("text/plain", "picture of " + image.getWidth() + " × " + image.getHeight());
        return bundle;
    }

    /** A picture as PNG in base64, on one line. */
    static String png(BufferedImage image) throws IOException {
        var bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(image, "png", bytes)) {
            throw new IOException("no PNG encoder takes a picture of type " + image.getType());
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}

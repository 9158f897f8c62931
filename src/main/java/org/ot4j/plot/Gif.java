package org.ot4j.plot;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;

/** Animated GIFs that begin again at their end. */
final class Gif {
    private static final String FORMAT = "javax_imageio_gif_image_1.0";
    private static final byte[] FOREVER = {1, 0, 0};

    private Gif() {}

    /**
     * The bytes of a file.
     *
     * @param images of one size
     * @param millis how long each is shown
     * @param rest how much longer the last is shown
     */
    static byte[] bytes(List<BufferedImage> images, int millis, int rest) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        var bytes = new ByteArrayOutputStream();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (int i = 0; i < images.size(); i++) {
                int shown = millis + (i == images.size() - 1 ? rest : 0);
                IIOMetadata facts =
                        writer.getDefaultImageMetadata(
                                ImageTypeSpecifier.createFromRenderedImage(images.get(i)), null);
                describe(facts, shown / 10, i == 0);
                writer.writeToSequence(new IIOImage(images.get(i), null, facts), null);
            }
            writer.endWriteSequence();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static void describe(IIOMetadata facts, int hundredths, boolean first)
            throws IIOInvalidTreeException {
        var root = (IIOMetadataNode) facts.getAsTree(FORMAT);
        IIOMetadataNode control = child(root, "GraphicControlExtension");
        control.setAttribute("disposalMethod", "none");
        control.setAttribute("userInputFlag", "FALSE");
        control.setAttribute("transparentColorFlag", "FALSE");
        control.setAttribute("transparentColorIndex", "0");
        control.setAttribute("delayTime", Integer.toString(hundredths));
        if (first) {
            var loop = new IIOMetadataNode("ApplicationExtension");
            loop.setAttribute("applicationID", "NETSCAPE");
            loop.setAttribute("authenticationCode", "2.0");
            loop.setUserObject(FOREVER.clone());
            child(root, "ApplicationExtensions").appendChild(loop);
        }
        facts.setFromTree(FORMAT, root);
    }

    private static IIOMetadataNode child(IIOMetadataNode root, String name) {
        for (var node = root.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node.getNodeName().equals(name)) {
                return (IIOMetadataNode) node;
            }
        }
        var made = new IIOMetadataNode(name);
        root.appendChild(made);
        return made;
    }
}

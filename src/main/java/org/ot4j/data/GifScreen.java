package org.ot4j.data;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import org.w3c.dom.Node;

/** The position of a GIF's first frame on the screen that all its frames share. */
record GifScreen(int width, int height, int left, int top) {
    static GifScreen of(ImageReader reader) throws IOException {
        IIOMetadata stream = reader.getStreamMetadata();
        IIOMetadata frame = reader.getImageMetadata(0);
        int left = number(frame, "ImageDescriptor", "imageLeftPosition");
        int top = number(frame, "ImageDescriptor", "imageTopPosition");
        // Some files have a screen that is smaller than their frames, or none.
        return new GifScreen(
                Math.max(
                        number(stream, "LogicalScreenDescriptor", "logicalScreenWidth"),
                        left + reader.getWidth(0)),
                Math.max(
                        number(stream, "LogicalScreenDescriptor", "logicalScreenHeight"),
                        top + reader.getHeight(0)),
                left,
                top);
    }

    private static int number(IIOMetadata metadata, String node, String attribute) {
        var root = (IIOMetadataNode) metadata.getAsTree(metadata.getNativeMetadataFormatName());
        Node found = root.getElementsByTagName(node).item(0);
        Node value = found == null ? null : found.getAttributes().getNamedItem(attribute);
        return value == null ? 0 : Integer.parseInt(value.getNodeValue());
    }

    /** The frame on the screen, which is transparent around it. */
    BufferedImage show(BufferedImage frame) {
        if (frame.getWidth() == width && frame.getHeight() == height) {
            return frame;
        }
        var screen = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        Graphics2D g = screen.createGraphics();
        g.drawImage(frame, left, top, null);
        g.dispose();
        return screen;
    }
}

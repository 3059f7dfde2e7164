package dev.understudy.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.disk.BlockImage.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFileTest {
    private static final int BLOCK = ZeroMap.BLOCK;

    @TempDir
    Path folder;

    private ImageFile image(long size) throws IOException {
        return ImageFile.open(folder.resolve("image"), size);
    }

    private static void write(BlockImage image, long offset, byte[] bytes) throws IOException {
        image.write(ByteBuffer.wrap(bytes), offset);
    }

    private static byte[] read(BlockImage image, long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        image.read(ByteBuffer.wrap(bytes), offset);
        return bytes;
    }

    @Test
    void aNewImageIsOneHole() throws IOException {
        try (ImageFile image = image(1L << 30)) {
            assertEquals(1L << 30, Files.size(folder.resolve("image")));
            assertEquals(List.of(new Extent(1L << 30, true)), image.extents(0, 1L << 30, 10));
            assertTrue(image.knownZero(0, 1L << 30));
        }
    }

    @Test
    void whatIsInAnExistingImageIsFoundOut() throws IOException {
        try (ImageFile image = image(4 * BLOCK + 100)) {
            write(image, BLOCK + 5, new byte[] {1});
        }
        try (ImageFile image = image(0)) {
            assertEquals(4 * BLOCK + 100, image.size());
            assertFalse(image.knownZero(0, 1), "not known before it was looked at");
            List<Extent> extents =
                    List.of(new Extent(BLOCK, true), new Extent(BLOCK, false), new Extent(2 * BLOCK + 100, true));
            assertEquals(extents, image.extents(0, image.size(), 10));
            assertEquals(extents.subList(0, 2), image.extents(0, image.size(), 2));
            assertEquals(List.of(new Extent(7, false)), image.extents(BLOCK + 1, 7, 10));
        }
    }

    @Test
    void zeroingHolesWritesNothingAndZeroingDataMakesZeroes() throws IOException {
        try (ImageFile image = image(8 * BLOCK)) {
            byte[] data = new byte[3 * BLOCK];
            Arrays.fill(data, (byte) 7);
            write(image, BLOCK, data);
            image.zero(BLOCK / 2, 2 * BLOCK);
            byte[] expected = new byte[8 * BLOCK];
            Arrays.fill(expected, BLOCK * 5 / 2, 4 * BLOCK, (byte) 7);
            assertArrayEquals(expected, read(image, 0, 8 * BLOCK));
            assertEquals(
                    List.of(new Extent(2 * BLOCK, true), new Extent(2 * BLOCK, false), new Extent(4 * BLOCK, true)),
                    image.extents(0, 8 * BLOCK, 10));
        }
    }

    @Test
    void anImageOfAnotherSizeIsRefused() throws IOException {
        image(BLOCK).close();
        IOException thrown = assertThrows(IOException.class, () -> image(2 * BLOCK));
        assertTrue(thrown.getMessage().endsWith("has 65536 bytes, not the 131072 asked for"), thrown.getMessage());
        assertThrows(IOException.class, () -> ImageFile.open(folder.resolve("missing"), 0));
        assertFalse(Files.exists(folder.resolve("missing")));
    }

    @Test
    void extentsAgreeWithTheBytesAfterAnySeriesOfRequests() throws IOException {
        long seed = 3;
        Random random = new Random(seed);
        int size = 16 * BLOCK + 77;
        byte[] model = new byte[size];
        try (ImageFile image = image(size)) {
            for (int round = 0; round < 400; round++) {
                int offset = random.nextInt(size);
                int length = 1 + random.nextInt(Math.min(size - offset, 3 * BLOCK));
                if (random.nextBoolean()) {
                    image.zero(offset, length);
                    Arrays.fill(model, offset, offset + length, (byte) 0);
                } else {
                    byte[] data = new byte[Math.min(length, 100)];
                    random.nextBytes(data);
                    write(image, offset, data);
                    System.arraycopy(data, 0, model, offset, data.length);
                }
                int position = 0;
                for (Extent extent : image.extents(0, size, 1000)) {
                    int end = position + (int) extent.length();
                    byte[] zeroes = new byte[(int) extent.length()];
                    assertTrue(
                            !extent.zero() || Arrays.equals(model, position, end, zeroes, 0, zeroes.length),
                            "seed " + seed + ", round " + round + ": " + extent + " at " + position);
                    position += (int) extent.length();
                }
                assertEquals(size, position);
            }
            assertArrayEquals(model, read(image, 0, size));
        }
    }
}

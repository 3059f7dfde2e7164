package dev.understudy.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Bytes as people write them: {@code 4096}, {@code 64K}, {@code 128M}, {@code 1G}. */
final class Sizes implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
        String digits = text.replaceFirst("[KMG]$", "");
        int shift = switch (text.charAt(Math.max(0, text.length() - 1))) {
            case 'K' -> 10;
            case 'M' -> 20;
            case 'G' -> 30;
            default -> 0;
        };
        try {
            return Math.multiplyExact(Long.parseLong(digits), 1L << shift);
        } catch (NumberFormatException | ArithmeticException e) {
            throw new TypeConversionException("'" + text + "' is no size: write 4096, 64K, 128M or 1G");
        }
    }
}

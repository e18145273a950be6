namespace AIOps.Collectors.Otlp;

/// <summary>How a JSON value is written in protobuf.</summary>
internal enum JsonFieldKind
{
    Text,
    Hex,
    Base64,
    Fixed64,
    SignedFixed64,
    Fixed32,
    Varint,
    SignedVarint,
    ZigZag,
    Double,
    Bool,
    Message,
    PackedFixed64,
    PackedVarint,
    PackedDouble,
}

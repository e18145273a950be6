namespace AIOps.Collectors.Otlp;

/// <summary>The gRPC codes that are used here.</summary>
internal static class GrpcStatus
{
    public const int Ok = 0, InvalidArgument = 3, ResourceExhausted = 8, Unimplemented = 12, Internal = 13, Unavailable = 14, Unauthenticated = 16;
}

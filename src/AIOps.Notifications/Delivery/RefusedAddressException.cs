namespace AIOps.Notifications.Delivery;

/// <summary>The name resolves to an address that messages may not be sent to.</summary>
internal sealed class RefusedAddressException : Exception
{
    public RefusedAddressException()
    {
    }

    public RefusedAddressException(string message)
        : base(message)
    {
    }

    public RefusedAddressException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

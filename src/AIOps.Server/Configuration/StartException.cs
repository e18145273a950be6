namespace AIOps.Server.Configuration;

/// <summary>The service cannot start; the message names the place, the value and the remedy and is all that the user sees.</summary>
public sealed class StartException : Exception
{
    /// <summary>Makes the exception.</summary>
    public StartException()
    {
    }

    /// <summary>Makes the exception.</summary>
    public StartException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public StartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

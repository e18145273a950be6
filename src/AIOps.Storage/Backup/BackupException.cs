namespace AIOps.Storage.Backup;

/// <summary>A backup or a restore cannot be made; the message names the place and the remedy, without secrets.</summary>
public sealed class BackupException : Exception
{
    /// <summary>Makes the exception.</summary>
    public BackupException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What cannot be done, where, and what to do.</param>
    public BackupException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What cannot be done, where, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public BackupException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

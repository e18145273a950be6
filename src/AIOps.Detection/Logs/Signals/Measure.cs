namespace AIOps.Detection.Logs.Signals;

/// <summary>What a number in a message measures.</summary>
internal enum Measure : byte
{
    /// <summary>Nothing that is known: a whole number without a unit is an id until something else is shown.</summary>
    None,

    /// <summary>A time, in seconds.</summary>
    Duration,

    /// <summary>An amount of memory or of data, in bytes.</summary>
    Size,

    /// <summary>A percentage.</summary>
    Percent,

    /// <summary>A number with a decimal point and without a unit.</summary>
    Plain,
}

namespace AIOps.Detection.Forecasting;

/// <summary>A forecast that has come due.</summary>
/// <param name="IssuedMs">When it was issued, Unix milliseconds.</param>
/// <param name="Horizon">How far ahead it looked.</param>
/// <param name="Probability">What it said.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Lead">From forecast to crossing; zero when there was none.</param>
public sealed record JudgedForecast(long IssuedMs, Horizon Horizon, double Probability, ForecastOutcome Outcome, TimeSpan Lead);
